package io.basinwatch.engine.compile;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.safetensors.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The probe off the heap, in the program's precision. */
final class ProbeData {
  private final Numbers numbers;
  private final int realBytes;
  private final Map<String, MemorySegment> columns = new HashMap<>();

  /**
   * @param tensors (samples, ...) by the name of the graph's input
   * @param types what the graph reads each of them as
   */
  ProbeData(Map<String, Tensor> tensors, Map<String, ElementType> types, int realBytes) {
    this.numbers = new Numbers(realBytes);
    this.realBytes = realBytes;
    types.forEach(
        (name, type) -> {
          Tensor tensor = tensors.get(name);
          if (tensor != null) {
            columns.put(name, type == ElementType.REAL ? reals(tensor) : integers(tensor));
          }
        });
  }

  /** The memory of each tensor, by name; to be kept as long as an address of it is in use. */
  Map<String, MemorySegment> columns() {
    return columns;
  }

  private MemorySegment reals(Tensor tensor) {
    MemorySegment memory = allocate((long) tensor.elements() * realBytes);
    for (int i = 0; i < tensor.elements(); i++) {
      numbers.setReal(memory.address(), i, tensor.real(i));
    }
    return memory;
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
