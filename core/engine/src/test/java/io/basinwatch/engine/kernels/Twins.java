package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.List;

/** Runs a float32 kernel of the cpu beside its scalar float64 twin, on the same float32 numbers. */
abstract class Twins {
  private static final double EPSILON = 0x1p-24;

  private final RandomStream random = RandomStream.of(20, 26);

  /**
   * @param roundings that the result may be off by, in units of half a unit in the last place of
   *     the largest number in it, or of 1
   */
  final void assertTwins(KernelSpec spec, List<?> inputs, int roundings, int... outputSizes) {
    List<double[]> expected = run(new ReferenceKernels(), spec, inputs, false, outputSizes);
    List<double[]> actual = run(new CpuKernels(), spec, inputs, false, outputSizes);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(spec, actual.get(i), expected.get(i), roundings);
    }
  }

  private static void assertClose(
      KernelSpec spec, double[] actual, double[] expected, int roundings) {
    for (int i = 0; i < expected.length; i++) {
      double tolerance = roundings * EPSILON * Math.max(1, Math.abs(expected[i]));
      boolean same = actual[i] == expected[i]; // infinity, too
      if (!same && !(Math.abs(actual[i] - expected[i]) <= tolerance)) {
        assertThat(actual[i])
            .as("%s, element %d", spec, i)
            .isCloseTo(expected[i], within(tolerance));
      }
    }
  }

  static List<double[]> run(
      Kernels kernels, KernelSpec spec, List<?> inputs, boolean integers, int... sizes) {
    List<Integer> outputs = Arrays.stream(sizes).boxed().toList();
    return KernelRun.of(kernels, spec, inputs, outputs, integers);
  }

  /** Normal numbers. */
  final double[] reals(int size) {
    double[] values = new double[size];
    for (int from = 0; from < size; from += RandomStream.CHUNK) {
      int count = Math.min(RandomStream.CHUNK, size - from);
      float[] normals = random.normals(count);
      for (int i = 0; i < count; i++) {
        values[from + i] = normals[i];
      }
    }
    return values;
  }

  final int[] integers(int size, int bound) {
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextInt(bound);
    }
    return values;
  }
}
