package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.kernels.cpu.CpuKernels;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A causal mask leaves zeros, not denormal numbers, which would slow down the products to come. */
class MaskedSoftmaxTest {

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
}
