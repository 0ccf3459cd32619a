package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.kernels.cpu.CpuKernels;
import io.basinwatch.engine.kernels.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Equal logits have equal probabilities, also where the logits are as large as those of a mask. */
class LargeLogitsTest {
  private static final double TOLERANCE = 1e-6;

  record Row(Kernels kernels, int columns, double logit) {}

  static Stream<Row> rows() {
    return Stream.of(new ReferenceKernels(), new CpuKernels())
        .flatMap(
            kernels ->
                Stream.of(3, 16, 37)
                    .flatMap(
                        columns ->
                            Stream.of(1e9, -1e9, 1e20, -3.4e38)
                                .map(logit -> new Row(kernels, columns, logit))));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void probabilitiesAreEqual(Row row) {
    assertThat(softmax(row, false)).containsExactly(all(row, 1. / row.columns), within(TOLERANCE));
    assertThat(softmax(row, true))
        .containsExactly(all(row, -Math.log(row.columns)), within(TOLERANCE));
  }

  private static double[] softmax(Row row, boolean logarithm) {
    KernelSpec softmax = new KernelSpec.Softmax(1, row.columns, logarithm);
    return KernelRun.of(
            row.kernels, softmax, List.of(all(row, row.logit)), List.of(row.columns), false)
        .getFirst();
  }

  private static double[] all(Row row, double value) {
    double[] values = new double[row.columns];
    Arrays.fill(values, value);
    return values;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theLossIsThatOfAGuess(Row row) {
    // Given
    KernelSpec crossEntropy = new KernelSpec.CrossEntropy(1, row.columns, true, true);
    // When
    List<double[]> result =
        KernelRun.of(
            row.kernels,
            crossEntropy,
            List.of(all(row, row.logit), new int[1], new double[] {1}),
            List.of(1, row.columns),
            false);
    // Then
    assertThat(result.get(0)[0]).isCloseTo(Math.log(row.columns), within(TOLERANCE));
    assertThat(result.get(1)[0]).isCloseTo(1. / row.columns - 1, within(TOLERANCE));
  }
}
