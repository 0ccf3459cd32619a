package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Classifiers;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import org.junit.jupiter.api.Test;

class NetworkLlcTest {

  /**
   * Localization does not keep the rescaling's symmetry: gamma is small beside n beta. 16
   * parameters less the scales of 4 units, which the loss does not feel, make 6.
   */
  @Test
  void rescalingTheLayersLeavesItUnchanged() {
    // Given
    Problem plain = Problems.of(Networks.rescaledRelu(40, 1, 0));
    Problem rescaled = Problems.of(Networks.rescaledRelu(40, 2, 0));

    // When
    Estimate one = estimate(plain);
    Estimate two = estimate(rescaled);

    // Then
    double value = one.value().getAsDouble();
    assertThat(two.value().getAsDouble()).as("seed %d", SEED).isCloseTo(value, within(0.25));
    assertThat(value).isCloseTo(6, within(0.3));
  }

  private static Estimate estimate(Problem problem) {
    return measure(
        "llc",
        problem,
        "llc.inverse-temperature",
        1_000_000,
        "llc.localization",
        20,
        "llc.sampler",
        "hmc",
        "llc.leapfrog-steps",
        64,
        "llc.burn-in",
        500,
        "llc.draws",
        700);
  }

  @Test
  void oneAndTwoThreadsGiveTheSameBits() {
    // Given
    AnalyticLoss loss = Networks.rescaledRelu(200, 1);

    // When
    Estimate one = measure("llc", Problems.of(loss, 1000, 1), "llc.batch-size", 16);
    Estimate two = measure("llc", Problems.of(loss, 1000, 2), "llc.batch-size", 16);

    // Then
    assertThat(two.value()).isEqualTo(one.value());
    assertThat(two.standardError()).isEqualTo(one.standardError());
    assertThat(two.settings()).isEqualTo(one.settings());
    assertThat(two.number("gradient-noise-ratio")).isEqualTo(one.number("gradient-noise-ratio"));
  }

  /** Two compilations of one model, as two replicas have them, from default settings. */
  @Test
  void replicasGiveTheSameBits() {
    try (LossFunction first = Classifiers.trained("Relu", 240);
        LossFunction second = Classifiers.trained("Relu", 240)) {
      // Given
      Problem here = Problems.of(first, 5000, 1);
      Problem there = Problems.of(second, 5000, 2);

      // When
      Estimate one = measure("llc", here);
      Estimate two = measure("llc", there);

      // Then
      assertThat(two.value()).isEqualTo(one.value());
      assertThat(two.standardError()).isEqualTo(one.standardError());
      assertThat(two.settings()).isEqualTo(one.settings());
    }
  }
}
