package io.basinwatch.statistics.hessian;

import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HessianExtremesTest {

  /** The second-difference matrix of size n has eigenvalues 2 - 2 cos(k pi / (n + 1)). */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 40})
  void tridiagonalEigenvaluesAreKnown(int size) {
    // Given
    double[] diagonal = new double[size];
    double[] below = new double[size];
    Arrays.fill(diagonal, 2);
    Arrays.fill(below, -1);

    // When
    Tridiagonal.Pair[] pairs = Tridiagonal.eigenpairs(diagonal, below);

    // Then
    for (int k = 1; k <= size; k++) {
      double angle = k * Math.PI / (size + 1);
      double component = Math.sqrt(2.0 / (size + 1)) * Math.abs(Math.sin(size * angle));
      assertThat(pairs[k - 1].value()).isCloseTo(2 - 2 * Math.cos(angle), within(1e-13));
      assertThat(Math.abs(pairs[k - 1].lastComponent())).isCloseTo(component, within(1e-12));
    }
  }

  @Test
  void bothEndsOfAKnownSpectrum() {
    // Given
    double[] curvatures = new double[300];
    Arrays.setAll(curvatures, i -> Math.sin(i) * 0.5);
    curvatures[17] = 9;
    curvatures[230] = -3;
    Problem problem = Problems.of(AnalyticLoss.quadratic(curvatures, new double[300]));

    // When
    List<Estimate> ends =
        Statistics.byName("hessian-max-eigenvalue").measure(problem, Settings.NONE);

    // Then
    assertThat(ends)
        .extracting(Estimate::statistic)
        .containsExactly("hessian-max-eigenvalue", "hessian-min-eigenvalue");
    assertThat(ends.get(0).value().getAsDouble()).isCloseTo(9, within(1e-5));
    assertThat(ends.get(1).value().getAsDouble()).isCloseTo(-3, within(1e-4));
    assertThat(ends).extracting(Estimate::verdict).containsOnly(Verdict.CONVERGED);
    assertThat(ends.get(0).number("residual").getAsDouble()).isLessThan(1e-2);
  }

  @Test
  void tooFewProductsAreReported() {
    // Given
    double[] curvatures = new double[300];
    Arrays.setAll(curvatures, i -> 1 + i / 300.0);
    Problem problem = Problems.of(AnalyticLoss.quadratic(curvatures, new double[300]));

    // When
    Estimate estimate = measure("hessian-max-eigenvalue", problem, "hessian.iterations", 2);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).contains("after 2 products");
  }

  @Test
  void flatLossHasZeroCurvature() {
    // Given
    Problem problem = Problems.of(AnalyticLoss.of((w, gradient) -> 1, 1, 2, 3));

    // When
    Estimate estimate = measure("hessian-max-eigenvalue", problem);

    // Then
    assertThat(estimate.value()).hasValue(0);
  }

  @Test
  void hessianThatIsNoNumberIsUndefined() {
    // Given
    Problem problem =
        Problems.of(
            AnalyticLoss.of(
                (w, gradient) -> {
                  gradient[0] += Double.NaN;
                  return 1;
                },
                1));

    // When
    Estimate estimate = measure("hessian-max-eigenvalue", problem);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
  }
}
