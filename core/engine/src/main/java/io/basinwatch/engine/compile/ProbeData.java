package io.basinwatch.engine.compile;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The probe off the heap, in the program's precision. */
final class ProbeData {
  private final int realBytes;
  private final Map<String, MemorySegment> columns = new HashMap<>();

  /**
   * @param tensors (samples, ...) by the name of the graph's input
   * @param types what the graph reads each of them as
   */
  ProbeData(Map<String, Tensor> tensors, Map<String, ElementType> types, int realBytes) {
    this.realBytes = realBytes;
    types.forEach(
        (name, type) -> {
          Tensor tensor = tensors.get(name);
          if (tensor != null) {
            columns.put(name, type == ElementType.REAL ? reals(name, tensor) : integers(tensor));
          }
        });
  }

  /** The memory of each tensor, by name; to be kept as long as an address of it is in use. */
  Map<String, MemorySegment> columns() {
    return columns;
  }

  /** Whether there is such a tensor of reals and an element of it is 0. */
  boolean isZero(String name, int index) {
    MemorySegment column = columns.get(name);
    return column != null
        && (realBytes == Double.BYTES
                ? column.getAtIndex(JAVA_DOUBLE, index)
                : column.getAtIndex(JAVA_FLOAT, index))
            == 0;
  }

  private MemorySegment reals(String name, Tensor tensor) {
    MemorySegment memory = allocate((long) tensor.elements() * realBytes);
    if (realBytes == Double.BYTES) {
      tensor.copyDoubles(memory);
    } else {
      tensor.copyFloats(memory);
      checkRange(name, tensor, memory);
    }
    return memory;
  }

  /** A finite float64 may be none in float32. */
  private static void checkRange(String name, Tensor tensor, MemorySegment floats) {
    for (int i = 0; tensor.type() == TensorType.F64 && i < tensor.elements(); i++) {
      if (!Float.isFinite(floats.getAtIndex(JAVA_FLOAT, i))) {
        throw new InvalidInputException(
            "probe: '%s' has %s, beyond the range of float32".formatted(name, tensor.real(i)));
      }
    }
  }

  private static MemorySegment integers(Tensor tensor) {
    MemorySegment memory = allocate((long) tensor.elements() * Integer.BYTES);
    for (int i = 0; i < tensor.elements(); i++) {
      memory.setAtIndex(JAVA_INT, i, Math.toIntExact(tensor.integer(i)));
    }
    return memory;
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(Math.max(bytes, 1), OffHeap.ALIGNMENT);
  }
}
