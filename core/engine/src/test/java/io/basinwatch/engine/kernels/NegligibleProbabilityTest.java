package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.kernels.cpu.CpuKernels;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Negligible probabilities are zeros, not subnormal numbers, which would slow down products. */
class NegligibleProbabilityTest {

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 37, 128})
  void whatIsMaskedIsZero(int columns) {
    // Given
    double[] logits = new double[columns];
    Arrays.fill(logits, 1, columns, -3.4e38);
    KernelSpec softmax = new KernelSpec.Softmax(1, columns, false);

    // When
    List<double[]> result =
        KernelRun.of(new CpuKernels(), softmax, List.of(logits), List.of(columns), false);

    // Then
    double[] expected = new double[columns];
    expected[0] = 1;
    assertThat(result.getFirst()).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 37})
  void gradientsOfConfidentRowsAreNormalOrZero(int columns) {
    // Given
    int rows = 120;
    double[] logits = new double[rows * columns];
    Arrays.setAll(logits, i -> i % columns == 0 ? 0 : -i / columns);
    KernelSpec crossEntropy = new KernelSpec.CrossEntropy(rows, columns, true, true);

    // When
    List<double[]> result =
        KernelRun.of(
            new CpuKernels(),
            crossEntropy,
            List.of(logits, new int[rows], new double[] {1d / 4096}),
            List.of(rows, rows * columns),
            false);

    // Then
    assertThat(Arrays.stream(result.get(1)))
        .allMatch(g -> g == 0 || Math.abs(g) >= Float.MIN_NORMAL);
  }
}
