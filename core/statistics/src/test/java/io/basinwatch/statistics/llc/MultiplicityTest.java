package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.llc.Multiplicity.Point;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiplicityTest {

  /** K = x^2 y^2 on [0, 1]^2: measures' values of t E[K], whose line is not yet that of m = 2. */
  @Test
  void lineIsTheWeightedLeastSquaresLine() {
    // Given
    double[] temperatures = {144.8, 579, 1e4, 1e8};
    double[] values = {0.3559, 0.3799, 0.4105, 0.4509};
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      points.add(new Point(1 / Math.log(temperatures[i]), values[i], 0.01));
    }

    // When
    Multiplicity fit = Multiplicity.fit(points);

    // Then: numpy.polyfit(1/np.log(t), y, 1) = -0.64786, 0.48369
    assertThat(fit.value()).isCloseTo(1.64786, within(1e-4));
    assertThat(fit.llc()).isCloseTo(0.48369, within(1e-4));
  }

  @Test
  void quadraticHasMultiplicityOne() {
    // Given
    AnalyticLoss loss = AnalyticLoss.quadratic(new double[] {1, 2, 4}, 0, 0, 0);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.localization",
            0,
            "llc.temperatures",
            5,
            "llc.burn-in",
            200,
            "llc.draws",
            1500);

    // Then
    assertThat(estimate.number("multiplicity-experimental").getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(1, within(1.0));
    assertThat(estimate.number("multiplicity-experimental-error").getAsDouble())
        .isBetween(0.05, 0.5);
    assertThat(estimate.number("multiplicity-experimental-llc").getAsDouble())
        .isCloseTo(1.5, within(0.2));
    assertThat(estimate.settings()).containsEntry("llc.temperatures", "5");
  }
}
