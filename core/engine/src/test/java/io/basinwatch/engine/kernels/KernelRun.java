package io.basinwatch.engine.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Runs one kernel on given numbers. Memory around each tensor is guarded by a known pattern. */
final class KernelRun {
  private static final int GUARD_BYTES = 64;
  private static final byte GUARD = 0x5A;

  private final Kernels kernels;
  private final List<MemorySegment> guarded = new ArrayList<>();

  private KernelRun(Kernels kernels) {
    this.kernels = kernels;
  }

  /**
   * @param inputs {@code double[]} for REAL, {@code int[]} for INTEGER tensors
   * @param outputSizes elements of each output
   * @param integerOutput whether the outputs are INTEGER
   */
  static List<double[]> of(
      Kernels kernels,
      KernelSpec spec,
      List<?> inputs,
      List<Integer> outputSizes,
      boolean integerOutput) {
    return new KernelRun(kernels).run(spec, inputs, outputSizes, integerOutput);
  }

  private List<double[]> run(
      KernelSpec spec, List<?> inputs, List<Integer> outputSizes, boolean integers) {
    try (Arena arena = Arena.ofConfined();
        Workspace workspace = new Workspace()) {
      List<Operand> in = inputs.stream().map(input -> operand(arena, input)).toList();
      List<MemorySegment> results = new ArrayList<>();
      List<Operand> out = new ArrayList<>();
      for (int size : outputSizes) {
        results.add(allocate(arena, (long) size * (integers ? 4 : kernels.realBytes())));
        out.add(bound(results.getLast()));
      }
      kernels.step(spec, in, out, workspace).run();
      guarded.forEach(KernelRun::checkGuards);
      return results.stream().map(result -> integers ? integers(result) : reals(result)).toList();
    }
  }

  private Operand operand(Arena arena, Object values) {
    MemorySegment memory;
    if (values instanceof int[] integers) {
      memory = allocate(arena, 4L * integers.length);
      memory.copyFrom(MemorySegment.ofArray(integers));
    } else {
      double[] reals = (double[]) values;
      memory = allocate(arena, (long) reals.length * kernels.realBytes());
      for (int i = 0; i < reals.length; i++) {
        setReal(memory, i, reals[i]);
      }
    }
    return bound(memory);
  }

  private MemorySegment allocate(Arena arena, long bytes) {
    MemorySegment whole = arena.allocate(bytes + 2 * GUARD_BYTES, OffHeap.ALIGNMENT);
    whole.fill(GUARD);
    guarded.add(whole);
    return whole.asSlice(GUARD_BYTES, bytes);
  }

  private static void checkGuards(MemorySegment whole) {
    for (int i = 0; i < GUARD_BYTES; i++) {
      byte before = whole.get(JAVA_BYTE, i);
      byte after = whole.get(JAVA_BYTE, whole.byteSize() - 1 - i);
      if (before != GUARD || after != GUARD) {
        throw new AssertionError("the kernel wrote outside of its tensors");
      }
    }
  }

  private static Operand bound(MemorySegment memory) {
    Operand operand = new Operand();
    operand.bind(memory.address());
    return operand;
  }

  private void setReal(MemorySegment memory, int i, double value) {
    if (kernels.realBytes() == Double.BYTES) {
      memory.setAtIndex(JAVA_DOUBLE, i, value);
    } else {
      memory.setAtIndex(JAVA_FLOAT, i, (float) value);
    }
  }

  private double[] reals(MemorySegment memory) {
    double[] values = new double[(int) (memory.byteSize() / kernels.realBytes())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          kernels.realBytes() == Double.BYTES
              ? memory.getAtIndex(JAVA_DOUBLE, i)
              : memory.getAtIndex(JAVA_FLOAT, i);
    }
    return values;
  }

  private static double[] integers(MemorySegment memory) {
    double[] values = new double[(int) (memory.byteSize() / 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = memory.getAtIndex(JAVA_INT, i);
    }
    return values;
  }
}
