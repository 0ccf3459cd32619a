package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels with a sliding window beside their scalar float64 twins, on the same float32 numbers. */
class WindowTwinTest {
  private static final double EPSILON = 0x1p-24;

  private final Random random = new Random(2026);

  private static List<Integer> both(int number) {
    return List.of(number, number);
  }

  private static Sliding square(int size, int kernel, int stride, int dilation, int pad) {
    int output = (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
    return new Sliding(
        both(size), both(kernel), both(output), both(stride), both(dilation), both(pad));
  }

  /** Rounding grows with the number of products in a sum. */
  @ParameterizedTest
  @CsvSource({
    // batch, groups, inputs, outputs, size, kernel, stride, dilation, pad
    "1, 1, 1, 1, 1, 1, 1, 1, 0",
    "2, 1, 3, 16, 9, 3, 1, 1, 1",
    "2, 1, 8, 16, 8, 3, 1, 1, 1",
    "3, 1, 9, 17, 7, 3, 1, 1, 1",
    "2, 1, 16, 33, 13, 3, 1, 1, 0",
    "2, 1, 24, 16, 12, 3, 2, 1, 1",
    "2, 1, 16, 24, 8, 1, 1, 1, 0",
    "2, 1, 16, 24, 8, 1, 2, 1, 0",
    "2, 1, 7, 15, 11, 5, 1, 1, 2",
    "2, 1, 3, 20, 16, 7, 2, 1, 3",
    "2, 4, 3, 5, 9, 3, 1, 2, 2",
    "2, 9, 1, 1, 9, 3, 1, 1, 1",
    "2, 7, 1, 2, 17, 3, 2, 1, 1",
    "1, 5, 1, 1, 33, 5, 1, 1, 2",
    "12, 1, 1, 1, 6, 2, 2, 1, 0",
    "1, 1, 40, 40, 67, 3, 1, 1, 1",
    "37, 1, 1, 6, 9, 5, 1, 1, 0",
    "32, 1, 6, 16, 7, 5, 1, 1, 0",
    "19, 1, 8, 7, 8, 3, 1, 1, 1",
    "17, 2, 3, 7, 9, 3, 2, 1, 1",
    "40, 1, 6, 8, 9, 3, 1, 2, 2",
    "21, 5, 1, 1, 8, 3, 1, 1, 1",
    "16, 3, 1, 1, 9, 5, 2, 1, 2",
    "35, 2, 3, 4, 7, 3, 1, 1, 1",
    "33, 1, 1, 1, 8, 2, 2, 1, 0",
    "33, 1, 8, 16, 8, 3, 2, 1, 1",
    "34, 2, 7, 5, 10, 3, 2, 2, 2",
    "32, 1, 7, 6, 11, 4, 3, 2, 1",
    "35, 1, 6, 8, 9, 1, 2, 1, 0",
    "33, 4, 1, 1, 12, 2, 3, 1, 0",
    "36, 1, 9, 4, 10, 3, 3, 3, 4",
    "33, 1, 8, 16, 0, 1, 2, 1, 1",
    "3, 5, 1, 1, 1, 3, 1, 1, 1",
    "2, 4, 1, 1, 2, 3, 2, 1, 1",
    "16, 6, 1, 1, 2, 5, 1, 1, 2",
    "17, 1, 3, 8, 12, 3, 2, 1, 1",
    "9, 3, 2, 2, 6, 3, 1, 1, 1",
    "5, 3, 1, 2, 3, 3, 3, 1, 1",
  })
  void convolutions(
      int batch,
      int groups,
      int inputs,
      int outputs,
      int size,
      int kernel,
      int stride,
      int dilation,
      int pad) {
    compare(batch, groups, inputs, outputs, square(size, kernel, stride, dilation, pad));
  }

  /** What would be too large a matrix of patches for one row. */
  @ParameterizedTest
  @CsvSource({"30000, 64, 1, 1, 5", "30000, 128, 2, 3, 700"})
  void longRowsOfPositions(int length, int kernel, int stride, int dilation, int pad) {
    int output = (length + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
    Sliding sliding =
        new Sliding(
            List.of(length),
            List.of(kernel),
            List.of(output),
            List.of(stride),
            List.of(dilation),
            List.of(pad));
    compare(2, 1, 3, 2, sliding);
  }

  private void compare(int batch, int groups, int inputs, int outputs, Sliding sliding) {
    // Given
    List<double[]> parts =
        List.of(
            reals(batch * groups * inputs * sliding.inputPlane()),
            reals(groups * outputs * inputs * sliding.taps()),
            reals(batch * groups * outputs * sliding.outputPlane()));
    for (ConvolutionPart part : ConvolutionPart.values()) {
      KernelSpec spec = new KernelSpec.Convolution(part, batch, groups, inputs, outputs, sliding);
      List<double[]> others = new ArrayList<>(parts);
      int wanted = others.remove(part.ordinal()).length;
      double terms =
          switch (part) {
            case INPUT -> outputs * sliding.taps();
            case WEIGHT -> batch * sliding.outputPlane();
            case OUTPUT -> inputs * sliding.taps();
          };

      // When
      double[] expected = run(new ReferenceKernels(), spec, others, wanted, false);
      double[] actual = run(new CpuKernels(), spec, others, wanted, false);

      // Then
      double tolerance = 16 * EPSILON * terms;
      for (int i = 0; i < wanted; i++) {
        if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
          assertThat(actual[i])
              .as("%s, element %d", spec, i)
              .isCloseTo(expected[i], within(tolerance));
        }
      }
    }
  }

  @Test
  void longRowsNeedLittleMemory() {
    Sliding line =
        new Sliding(
            List.of(1_000_000), List.of(3), List.of(1_000_000), List.of(1), List.of(1), List.of(1));
    Sliding strip =
        new Sliding(
            List.of(3, 1_000_000), both(3), List.of(3, 1_000_000), both(1), both(1), both(1));
    for (Sliding sliding : List.of(line, strip)) {
      for (ConvolutionPart part : ConvolutionPart.values()) {
        try (Workspace workspace = new Workspace()) {
          // Given
          KernelSpec spec = new KernelSpec.Convolution(part, 1, 1, 64, 64, sliding);

          // When
          List<Operand> inputs = List.of(new Operand(), new Operand());
          new CpuKernels().step(spec, inputs, List.of(new Operand()), workspace);

          // Then: the input alone has 256 MB, or three times that
          assertThat(workspace.largestNeed()).as("%s", spec).isLessThan(32 << 20);
        }
      }
    }
  }

  /** What Winograd's transforms may cost: a part of the results' root mean square. */
  @ParameterizedTest
  @CsvSource({"4, 64, 32, 16", "32, 128, 48, 4", "1, 20, 160, 13"})
  void squareKernelsAreAccurate(int batch, int inputs, int outputs, int size) {
    // Given
    Sliding sliding = square(size, 3, 1, 1, 1);
    int plane = size * size;
    List<double[]> parts =
        List.of(
            reals(batch * inputs * plane),
            reals(outputs * inputs * 9),
            reals(batch * outputs * plane));
    for (ConvolutionPart part : ConvolutionPart.values()) {
      KernelSpec spec = new KernelSpec.Convolution(part, batch, 1, inputs, outputs, sliding);
      List<double[]> others = new ArrayList<>(parts);
      int wanted = others.remove(part.ordinal()).length;

      // When
      double[] expected = run(new ReferenceKernels(), spec, others, wanted, false);
      double[] actual = run(new CpuKernels(), spec, others, wanted, false);

      // Then
      double scale = Math.sqrt(Arrays.stream(expected).map(v -> v * v).average().orElseThrow());
      double worst = 0;
      double squares = 0;
      for (int i = 0; i < wanted; i++) {
        double error = (actual[i] - expected[i]) / scale;
        worst = Math.max(worst, Math.abs(error));
        squares += error * error;
      }
      assertThat(Math.sqrt(squares / wanted)).as("%s, root mean square", spec).isLessThan(4e-6);
      assertThat(worst).as("%s, worst", spec).isLessThan(4e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0",
    "9, 3, 2, 1",
    "8, 2, 2, 0",
    "7, 3, 1, 1",
    "33, 2, 2, 0",
    "28, 2, 2, 0",
    "10, 2, 2, 0",
    "13, 3, 2, 0",
    "15, 5, 1, 2",
    "12, 4, 2, 3",
    "20, 3, 1, 1",
    "56, 3, 2, 1",
    "50, 2, 3, 1"
  })
  void largestElements(int size, int kernel, int stride, int pad) {
    // Given: few different numbers, so that there are several largest ones
    Sliding sliding = square(size, kernel, stride, 1, pad);
    double[] x = random.ints(5L * size * size, -2, 3).asDoubleStream().toArray();
    KernelSpec spec = new KernelSpec.WindowArgmax(5, sliding);
    int count = 5 * sliding.outputPlane();

    // When
    double[] expected = run(new ReferenceKernels(), spec, List.of(x), count, true);
    double[] actual = run(new CpuKernels(), spec, List.of(x), count, true);

    // Then
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void vectorsSeeNaNsToo() {
    // Given
    double[] x = random.doubles(2 * 40 * 40, -1, 1).map(v -> v > .8 ? Double.NaN : v).toArray();
    KernelSpec spec = new KernelSpec.WindowArgmax(2, square(40, 3, 2, 1, 1));

    // When
    double[] expected = run(new ReferenceKernels(), spec, List.of(x), 2 * 20 * 20, true);
    double[] actual = run(new CpuKernels(), spec, List.of(x), 2 * 20 * 20, true);

    // Then
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void theFirstOfSeveralLargestElementsCountsAndNaNsAreSeen() {
    // Given
    double[] x = {1, 3, 3, 3, Double.NaN, 5, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    Sliding pairs =
        new Sliding(List.of(8), List.of(2), List.of(4), List.of(2), List.of(1), List.of(0));

    // When
    List<double[]> places =
        Stream.of(new ReferenceKernels(), new CpuKernels())
            .map(
                kernels -> run(kernels, new KernelSpec.WindowArgmax(1, pairs), List.of(x), 4, true))
            .toList();

    // Then
    assertThat(places).allSatisfy(p -> assertThat(p).containsExactly(1, 2, 4, 6));
  }

  private static double[] run(
      Kernels kernels, KernelSpec spec, List<double[]> inputs, int size, boolean integers) {
    return KernelRun.of(kernels, spec, inputs, List.of(size), integers).getFirst();
  }

  private double[] reals(int size) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
