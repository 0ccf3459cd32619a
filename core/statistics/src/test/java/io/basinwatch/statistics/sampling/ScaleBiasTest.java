package io.basinwatch.statistics.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.statistics.testing.AnalyticLoss;
import org.junit.jupiter.api.Test;

class ScaleBiasTest {
  private final AnalyticLoss loss = AnalyticLoss.quadratic(new double[] {1, 1}, 0.5, -1);
  private final Posterior posterior = new Posterior(loss.checkpoint(), 20, 3);

  @Test
  void isItsFormula() {
    // Given: G = 1/(0.1 + sqrt v)
    ScaleBias bias = new ScaleBias(loss);

    // When
    double first = bias.add(vector(0.16, 0.81), vector(1.5, 1), vector(3, 4), posterior);
    double second = bias.add(vector(0.01, 0.81), vector(2.5, 1), vector(3, 4), posterior);
    double third = bias.add(vector(0.81, 0.01), vector(2.5, 0), vector(3, 4), posterior);

    // Then: G is 2, 5, 1 and 1, 1, 5; the products 3, 6, 6 and 8, 8, 4
    assertThat(first).isZero();
    assertThat(second).isCloseTo(-10 * (5 / 2.0 - 1) * (6 - 4.5), within(1e-12));
    assertThat(third)
        .isCloseTo(-10 * ((1 / 3.5 - 1) * (6 - 5) + (5 / 1.0 - 1) * (4 - 20 / 3.0)), within(1e-12));
  }

  private ParameterVector vector(double... values) {
    ParameterVector vector = loss.zeros();
    vector.assign(values);
    return vector;
  }
}
