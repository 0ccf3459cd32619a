package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import org.junit.jupiter.api.Test;

/** Chains that nothing but the virial tells from good ones; truths by quadrature. */
class VirialTest {

  /** A step that is good where chains mostly are is not where the valley is narrow. */
  @Test
  void chainsThatAFunnelHeatsAreNoticed() {
    // Given: y^2 exp(6 x)
    AnalyticLoss loss =
        AnalyticLoss.of(
            (w, gradient) -> {
              double steepness = Math.exp(6 * w[0]);
              gradient[0] += 6 * w[1] * w[1] * steepness;
              gradient[1] += 2 * w[1] * steepness;
              return w[1] * w[1] * steepness;
            },
            0,
            0);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.sampler",
            "baoab",
            "llc.step-size",
            0.0015,
            "llc.chains",
            16,
            "llc.draws",
            5000);

    // Then
    assertHot(estimate, 0.4092, 1.05);
    assertThat(estimate.reason()).startsWith("the step size may ");
  }

  @Test
  void chainsThatAKinkHeatsAreNoticed() {
    // Given
    AnalyticLoss loss = kink(1);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.sampler",
            "baoab",
            "llc.step-size",
            0.0015,
            "llc.localization",
            1,
            "llc.chains",
            16,
            "llc.draws",
            5000);

    // Then
    assertHot(estimate, 0.9907, 1.05);
    assertThat(estimate.reason()).startsWith("the step size may ");
  }

  /** A mean over all parameters is 1 all the same. */
  @Test
  void deadParametersDoNotHideIt() {
    // Given
    AnalyticLoss loss = kink(1100);

    // When
    Estimate estimate =
        measure("llc", Problems.of(loss), "llc.sampler", "baoab", "llc.step-size", 0.0015);

    // Then
    assertHot(estimate, 0.8650, 0.99);
    assertThat(estimate.reason()).startsWith("the step size may ");
  }

  /** 0.1 |w|, of the first of so many parameters. */
  private static AnalyticLoss kink(int parameters) {
    return AnalyticLoss.of(
        (w, gradient) -> {
          gradient[0] += 0.1 * Math.signum(w[0]);
          return 0.1 * Math.abs(w[0]);
        },
        new double[parameters]);
  }

  private static void assertHot(Estimate estimate, double truth, double virial) {
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isGreaterThan(1.07 * truth);
    assertThat(estimate.number("virial").getAsDouble()).as("seed %d", SEED).isGreaterThan(virial);
    assertThat(estimate.verdict()).as("seed %d", SEED).isEqualTo(Verdict.NOT_CONVERGED);
  }
}
