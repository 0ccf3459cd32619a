package io.basinwatch.engine.compile;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.kernels.OffHeap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A program's constants, laid out in one piece of memory. */
final class ConstantPool {
  private record Entry(Buffer buffer, ElementType type, double[] values) {}

  private final int realBytes;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  ConstantPool(int realBytes) {
    this.realBytes = realBytes;
  }

  /** The buffer that will hold these numbers. */
  Buffer add(ElementType type, TensorData data) {
    double[] values = realBytes == Float.BYTES ? data.singles() : data.values();
    int element = type == ElementType.REAL ? realBytes : Integer.BYTES;
    Buffer buffer = new Buffer(Buffer.Region.CONSTANTS, bytes, (long) values.length * element);
    bytes += Math.ceilDiv(buffer.bytes(), OffHeap.ALIGNMENT) * OffHeap.ALIGNMENT;
    entries.add(new Entry(buffer, type, values));
    return buffer;
  }

  /** Memory with all of them. */
  MemorySegment write(Arena arena) {
    MemorySegment memory = arena.allocate(Math.max(bytes, 1), OffHeap.ALIGNMENT);
    for (Entry entry : entries) {
      MemorySegment place = memory.asSlice(entry.buffer.offset(), entry.buffer.bytes());
      for (int i = 0; i < entry.values.length; i++) {
        write(place, entry.type, i, entry.values[i]);
      }
    }
    return memory;
  }

  private void write(MemorySegment place, ElementType type, int i, double value) {
    if (type == ElementType.INTEGER) {
      place.setAtIndex(JAVA_INT, i, (int) value);
    } else if (realBytes == Double.BYTES) {
      place.setAtIndex(JAVA_DOUBLE, i, value);
    } else {
      place.setAtIndex(JAVA_FLOAT, i, (float) value);
    }
  }
}
