package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.llc.Quadratics.LOCALIZATION;
import static io.basinwatch.statistics.llc.Quadratics.TEMPERATURE;
import static io.basinwatch.statistics.llc.Quadratics.curvatures;
import static io.basinwatch.statistics.llc.Quadratics.quadratic;
import static io.basinwatch.statistics.llc.Quadratics.truth;
import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps and minibatches that default settings choose. */
class CalibrationTest {
  @ParameterizedTest
  @CsvSource({"sgld", "rmsprop-sgld"})
  void theChosenStepAddsLittle(String sampler) {
    // Given
    double[] curvatures = curvatures(6, 1, 4, 0.5);

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.sampler", sampler);

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.1 * truth(curvatures)));
    if (sampler.equals("sgld")) {
      assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
    } else { // the scales add more than 3 %, whatever the step
      assertThat(estimate.reason()).startsWith("steps whose scales follow the chain add ");
    }
  }

  /** Minibatches that hardly differ from it have the step of the whole probe. */
  @ParameterizedTest
  @CsvSource({"sgld", "rmsprop-sgld", "baoab", "sgnht"})
  void theStepIsWhatTheCurvatureAllows(String sampler) {
    // Given
    double[] curvatures = curvatures(6, 1, 4, 0.5);
    Problem problem =
        Problems.of(AnalyticLoss.scattered(curvatures, curvatures(10, 1e-3, 0, 0), 1024));

    // When
    Estimate minibatches = measure("llc", problem, "llc.sampler", sampler);
    Estimate whole = measure("llc", problem, "llc.sampler", sampler, "llc.batch-size", 1024);

    // Then
    double allowed = Double.parseDouble(whole.settings().get("llc.step-size"));
    assertThat(Integer.parseInt(minibatches.settings().get("llc.batch-size"))).isLessThan(1024);
    assertThat(Double.parseDouble(minibatches.settings().get("llc.step-size")))
        .as("seed %d", SEED)
        .isCloseTo(allowed, within(0.3 * allowed));
  }

  /** Minibatches of less than the probe would add more than 0.6 % to the value. */
  @Test
  void whereMinibatchesSaveLittleTheWholeProbeIsSampledExactly() {
    // Given: l_i = (w - x_i)^2/2 with x_i = +-3 in turn
    int samples = 400;
    AnalyticLoss loss = AnalyticLoss.scattered(new double[] {1}, new double[] {3}, samples);

    // When
    Problem problem = Problems.of(loss, samples, 2);
    Estimate estimate = measure("llc", problem);
    Estimate given = measure("llc", problem, "llc.batch-size", samples);

    // Then: n beta / (2 (n beta + gamma))
    double t = samples / Math.log(samples);
    assertThat(estimate.settings()).containsEntry("llc.sampler", "mala");
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(t / (2 * (t + 20)), within(0.04));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
    assertThat(given.settings()).containsEntry("llc.sampler", "baoab");
  }

  /** Five hundred directions that localization holds are noisy: the bound counts them all. */
  @Test
  void noiseThatDoesNotHeatAllowsSmallerMinibatches() {
    // Given
    double[] curvatures = curvatures(20, 1, 500, 1e-3);
    double[] spread = curvatures(20, 0.01, 500, 48);
    Problem problem = Problems.of(AnalyticLoss.scattered(curvatures, spread, 1024));

    // When
    Estimate estimate = measure("llc", problem, "llc.inverse-temperature", TEMPERATURE);

    // Then
    double value = estimate.value().getAsDouble();
    assertThat(value)
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.05 * truth(curvatures)));
    assertThat(Integer.parseInt(estimate.settings().get("llc.batch-size"))).isLessThan(256);
    assertThat(estimate.number("minibatch-bias").getAsDouble()).isBetween(0.016, 0.05);
    assertThat(estimate.number("measured-minibatch-bias").getAsDouble()).isBetween(0.0, 0.009);
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** Ten noisy directions alone or beside many that are flat, over which mean noise is small. */
  @ParameterizedTest
  @CsvSource({"0, 8192, 30, 900", "1190, 4096, 4, 500"})
  void pilotsAreNotHeatedAndStepsAreNotCutByNoise(
      int flat, int samples, double spread, double temperature) {
    // Given
    AnalyticLoss loss =
        AnalyticLoss.scattered(
            curvatures(10, 1, flat, 0), curvatures(10, spread, flat, 0), samples);

    // When
    Estimate estimate = measure("llc", Problems.of(loss), "llc.inverse-temperature", temperature);

    // Then
    double truth = 5 * temperature / (temperature + LOCALIZATION);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth, within(0.04 * truth));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void minibatchesThatAreGivenMakeStepsSmaller(int batch) {
    // Given
    double[] curvatures = curvatures(10, 1, 0, 0);
    AnalyticLoss loss = AnalyticLoss.scattered(curvatures, curvatures(10, 0.3, 0, 0), 1024);

    // When
    Estimate estimate =
        measure("llc", Problems.of(loss), "llc.sampler", "baoab", "llc.batch-size", batch);

    // Then
    assertThat(estimate.number("minibatch-bias").getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.005, 0.015);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.04 * truth(curvatures)));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** One sample in a thousand has a minimum of its own, and nearly all of the noise. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void rareSamplesWithMostOfTheNoiseAreMet(long seed) {
    // Given
    int samples = 8192;
    AnalyticLoss loss =
        new AnalyticLoss(
            AnalyticLoss.vector(10),
            samples,
            (w, i, gradient) -> {
              double sum = 0;
              for (int k = 0; k < 10; k++) {
                double away = i % 1024 == 0 ? 3 * Math.sin(i + k) : 0;
                sum += (w[k] - away) * (w[k] - away) / 2;
                gradient[k] += w[k] - away;
              }
              return sum;
            },
            new double[10]);

    // When
    Estimate estimate = measure("llc", Problems.of(loss).withSeed(SEED + seed));

    // Then
    double t = samples / Math.log(samples);
    double truth = 5 * t / (t + LOCALIZATION);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED + seed)
        .isCloseTo(truth, within(0.08 * truth));
  }

  /** Poisson regression far from its minimum: the loss of pilot chains overflows. */
  @Test
  void whereAPilotDivergesTheWholeProbeIsTaken() {
    // Given
    int samples = 300;
    AnalyticLoss loss =
        new AnalyticLoss(
            AnalyticLoss.vector(1),
            samples,
            (w, i, gradient) -> {
              double x = Math.sin(i);
              gradient[0] += x * Math.exp(x * w[0]) - x;
              return Math.exp(x * w[0]) - x * w[0];
            },
            100);

    // When
    Estimate estimate = measure("llc", Problems.of(loss));

    // Then
    assertThat(estimate.settings()).containsEntry("llc.batch-size", Integer.toString(samples));
    assertThat(estimate.verdict()).as("seed %d", SEED).isNotEqualTo(Verdict.CONVERGED);
  }
}
