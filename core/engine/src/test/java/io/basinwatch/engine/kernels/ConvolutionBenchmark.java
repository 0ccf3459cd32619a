package io.basinwatch.engine.kernels;

import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Times the three members of convolutions on one thread, layer by layer, in processor time, which
 * others on the machine disturb less than they do wall time. Start Java with {@code -Xbatch}.
 * Arguments: layers as batch,groups,inputs,outputs,size,kernel,stride,pad.
 */
final class ConvolutionBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int REPEATS = 7;
  private static final long LEAST_NANOSECONDS = 100_000_000;

  private ConvolutionBenchmark() {}

  public static void main(String[] layers) {
    for (String layer : layers) {
      StringBuilder line = new StringBuilder(layer);
      int[] sizes = Arrays.stream(layer.split(",")).mapToInt(Integer::parseInt).toArray();
      for (ConvolutionPart part : ConvolutionPart.values()) {
        KernelSpec.Convolution spec = spec(part, sizes);
        double seconds = seconds(spec);
        double products =
            (double) spec.batch()
                * spec.groups()
                * spec.outputs()
                * spec.inputs()
                * spec.sliding().taps()
                * spec.sliding().outputPlane();
        line.append(
            String.format(
                Locale.ROOT,
                "  %s %.3f ms (%.0f GFLOP/s)",
                part,
                seconds * 1e3,
                2e-9 * products / seconds));
      }
      System.out.println(line);
    }
  }

  private static KernelSpec.Convolution spec(ConvolutionPart part, int[] s) {
    int output = (s[4] + 2 * s[7] - s[5]) / s[6] + 1;
    Sliding sliding =
        new Sliding(
            List.of(s[4], s[4]),
            List.of(s[5], s[5]),
            List.of(output, output),
            List.of(s[6], s[6]),
            List.of(1, 1),
            List.of(s[7], s[7]));
    return new KernelSpec.Convolution(part, s[0], s[1], s[2], s[3], sliding);
  }

  /** The shortest mean of several. */
  private static double seconds(KernelSpec.Convolution spec) {
    try (Arena arena = Arena.ofConfined();
        Workspace workspace = new Workspace()) {
      List<Operand> parts = new ArrayList<>();
      for (ConvolutionPart part : ConvolutionPart.values()) {
        parts.add(operand(arena, size(spec, part)));
      }
      Operand wanted = parts.remove(spec.part().ordinal());
      Step step = new CpuKernels().step(spec, parts, List.of(wanted), workspace);
      double best = Double.POSITIVE_INFINITY;
      int steps = 1;
      for (int repeat = 0; repeat < REPEATS; ) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < steps; i++) {
          step.run();
        }
        long elapsed = THREADS.getCurrentThreadCpuTime() - start;
        if (elapsed < LEAST_NANOSECONDS) {
          steps *= 2;
        } else {
          best = Math.min(best, elapsed * 1e-9 / steps);
          repeat++;
        }
      }
      return best;
    }
  }

  private static int size(KernelSpec.Convolution s, ConvolutionPart part) {
    return switch (part) {
      case INPUT -> s.batch() * s.groups() * s.inputs() * s.sliding().inputPlane();
      case WEIGHT -> s.groups() * s.outputs() * s.inputs() * s.sliding().taps();
      case OUTPUT -> s.batch() * s.groups() * s.outputs() * s.sliding().outputPlane();
    };
  }

  private static Operand operand(Arena arena, int size) {
    MemorySegment memory = arena.allocate(4L * size, OffHeap.ALIGNMENT);
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - .5f);
    }
    Operand operand = new Operand();
    operand.bind(memory.address());
    return operand;
  }
}
