package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Estimate.Diagnostic.Series;
import io.basinwatch.statistics.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The short form of {@code bench calibration}: fixed step sizes about the chosen one, each with as
 * many steps as the chosen one took. References as in {@link DefaultSettingsTest}.
 */
class CalibrationSweepTest {
  private static final double[] FACTORS = {0.25, 0.5, 1, 2, 4};
  private static final int CHAINS = 48; // at each step size
  private static final int CHAINS_OF_A_RUN = 4; // the default

  @ParameterizedTest
  @CsvSource({
    "linear:2:3-3-3-3, 3.996, baoab",
    "linear:3:4-3-8, 13.318, mala",
  })
  void chosenStepSizeIsWithinAFactorOfTwoOfTheBest(String name, double reference, String sampler) {
    // Given
    Problem problem = DefaultSettings.problem(DefaultSettings.loss(name), SEED);
    Estimate chosen = measure("llc", problem, "llc.sampler", sampler);

    // When
    Map<Double, Double> errors = new TreeMap<>();
    for (double factor : FACTORS) {
      errors.put(factor, error(runs(problem, chosen, factor), reference));
    }

    // Then: a step size is as good as the best where its error is less than a tenth larger
    double near = Math.min(errors.get(1.0), Math.min(errors.get(0.5), errors.get(2.0)));
    double far = Math.min(errors.get(0.25), errors.get(4.0));
    assertThat(near).as("seed %d: %s", SEED, errors).isLessThan(1.1 * far);
    assertThat(errors.get(1.0)).as("seed %d: %s", SEED, errors).isLessThan(0.02);
  }

  /** At a multiple of the chosen step size. */
  private static Estimate runs(Problem problem, Estimate chosen, double factor) {
    double burnIn = chosen.number("burn-in").getAsDouble();
    double between = Double.parseDouble(chosen.settings().get("llc.steps-between-draws"));
    double draws = chosen.number("draws").getAsDouble();
    return measure(
        "llc",
        problem,
        "llc.sampler",
        chosen.settings().get("llc.sampler"),
        "llc.step-size",
        factor * Double.parseDouble(chosen.settings().get("llc.step-size")),
        "llc.chains",
        CHAINS,
        "llc.standard-error",
        1e-9,
        "llc.budget",
        (int) (burnIn + between * draws));
  }

  /**
   * The root-mean-square error of a run of four chains, as a part of the reference: from the bias
   * and the variance of all chains. Infinite where one diverged.
   */
  private static double error(Estimate runs, double reference) {
    if (runs.number("diverged-chains").getAsDouble() > 0) {
      return Double.POSITIVE_INFINITY;
    }
    double[] values = ((Series) runs.diagnostics().get("chain-values")).values();
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double variance = squares / (CHAINS - 1) / CHAINS_OF_A_RUN;
    return Math.hypot(mean - reference, Math.sqrt(variance)) / reference;
  }
}
