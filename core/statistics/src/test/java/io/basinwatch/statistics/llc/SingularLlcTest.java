package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ProductLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses whose minimum is not a quadratic one. */
class SingularLlcTest {

  /** K = c w^(2k) under a flat prior: 1/(2k) at every temperature. */
  @ParameterizedTest
  @CsvSource({"1, 1, 100", "1, 3, 1000", "2, 1, 100", "2, 5, 2000", "3, 1, 100", "3, 0.5, 1000"})
  void powerHasItsExponent(int k, double c, double temperature) {
    // Given
    AnalyticLoss loss =
        AnalyticLoss.of(
            (w, gradient) -> {
              gradient[0] += 2 * k * c * Math.pow(w[0], 2 * k - 1);
              return c * Math.pow(w[0], 2 * k);
            },
            0);
    double width = Math.pow(temperature * c, -1.0 / (2 * k)); // of the posterior

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.inverse-temperature",
            temperature,
            "llc.localization",
            0,
            "llc.step-size",
            0.03 * width * width,
            "llc.steps-between-draws",
            50,
            "llc.draws",
            4000);

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.5 / k - 0.02, 0.5 / k + 0.02);
  }

  /** K = x^2 y^2 at finite n: far from its asymptote 1/2, so compared with quadrature. */
  @Test
  void productAgreesWithQuadrature() {
    // Given
    double temperature = 1000 / Math.log(1000);
    double localization = 10;
    double truth = ProductLoss.byQuadrature(temperature, localization);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(ProductLoss.atTheOrigin()),
            "llc.localization",
            localization,
            "llc.step-size",
            3e-4,
            "llc.burn-in",
            20_000,
            "llc.steps-between-draws",
            200,
            "llc.draws",
            8000);

    // Then
    assertThat(truth).isBetween(0.2, 0.4);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isBetween(truth - 0.02, truth + 0.02);
  }
}
