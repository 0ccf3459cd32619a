package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.Classifiers;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Without any setting, against long runs of HMC at the same n beta and gamma. Where the
 * multiplicity is above 1 or gamma counts, values lie far below the learning coefficients that they
 * approach as n grows: see {@link ReducedRankLlcTest} for those.
 */
class DefaultSettingsTest {
  private static final double TEMPERATURE = 5000 / Math.log(5000); // of classifiers

  /** Printed by {@link DefaultSettings} on 2026-11-24 with Temurin 25, errors 0.001 to 0.012. */
  @ParameterizedTest
  @CsvSource({
    "linear:0:5-3-5, 4.742",
    "linear:1:5-3-5, 6.926",
    "linear:2:5-3-5, 8.817",
    "linear:3:5-3-5, 10.378",
    "linear:0:4-3-8, 5.063",
    "linear:3:4-3-8, 13.318",
    "linear:2:3-3-3-3, 3.996",
    "linear:1:4-2-4, 4.387",
    "linear:2:6-4-6, 12.328",
  })
  void isWithinFivePercentOfALongRun(String name, double reference) {
    isWithin(0.05, name, reference);
  }

  /** By weighted draws of the Gaussian, without any chain: origin.py, errors up to 0.0005. */
  @ParameterizedTest
  @CsvFileSource(resources = "origin.csv")
  void isWithinFivePercentOfWhatNoChainGave(String name, double reference) {
    // 1-1-1-1 has multiplicity 3, and a value so small that its relative error falls slowly
    isWithin(name.equals("linear:0:1-1-1-1") ? 0.1 : 0.05, name, reference);
  }

  private static void isWithin(double share, String name, double reference) {
    // Given
    LossFunction loss = DefaultSettings.loss(name);

    // When
    Estimate estimate = measure("llc", DefaultSettings.problem(loss, SEED));

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(reference, within(share * reference));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** Where n is large and gamma small: the learning coefficients of theory, multiplicity 1. */
  @ParameterizedTest
  @CsvSource({
    "linear:1:5-3-5, 1e4, 200000, 8, 0.3",
    "linear:3:5-3-5, 1e4, 60000, 10.5, 0.3",
    "linear:3:4-3-8, 1e4, 60000, 13.5, 0.3",
    "linear:0:4-3-8, 1e6, 60000, 6, 0.6",
    "linear:0:2-2-2, 1e3, 40000, 1.5, 0.15",
  })
  void comesToTheLearningCoefficient(
      String name, double temperature, int budget, double truth, double most) {
    // Given
    LossFunction loss = DefaultSettings.loss(name);

    // When
    Estimate estimate =
        measure(
            "llc",
            DefaultSettings.problem(loss, SEED),
            "llc.localization",
            1,
            "llc.inverse-temperature",
            temperature,
            "llc.budget",
            budget);

    // Then
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isCloseTo(truth, within(most));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Relu", "Tanh", "Gelu"})
  void classifierIsWithinFivePercentOfLongHmc(String activation) {
    try (LossFunction loss = Classifiers.trained(activation, 240)) {
      // Given
      Problem problem = Problems.of(loss, loss.sampleCount(), 2);
      Estimate reference =
          measure(
              "llc",
              problem,
              "llc.inverse-temperature",
              TEMPERATURE,
              "llc.sampler",
              "hmc",
              "llc.burn-in",
              500,
              "llc.steps-between-draws",
              1,
              "llc.draws",
              3000);

      // When
      Estimate estimate = measure("llc", problem, "llc.inverse-temperature", TEMPERATURE);

      // Then
      isWithinFivePercent(estimate, reference);
    }
  }

  private static void isWithinFivePercent(Estimate estimate, Estimate exact) {
    double reference = exact.value().getAsDouble();
    assertThat(exact.verdict()).isEqualTo(Verdict.CONVERGED);
    assertThat(exact.standardError().getAsDouble()).isLessThan(0.02 * reference);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(reference, within(0.05 * reference));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** Samples are many and differ little: BAOAB, with the minibatches that it chooses. */
  @Test
  void minibatchesAreWithinFivePercentOfExactChains() {
    // Given
    Problem problem = Problems.of(Networks.rescaledRelu(2000, 1, 0.03), 2000, 2);
    Estimate exact = exact(problem, TEMPERATURE);

    // When
    Estimate estimate = measure("llc", problem, "llc.inverse-temperature", TEMPERATURE);

    // Then
    isWithinFivePercent(estimate, exact);
    assertThat(estimate.settings()).containsEntry("llc.sampler", "baoab");
    assertThat(Integer.parseInt(estimate.settings().get("llc.batch-size"))).isBetween(16, 1000);
  }

  private static Estimate exact(Problem problem, double temperature) {
    return measure(
        "llc",
        problem,
        "llc.inverse-temperature",
        temperature,
        "llc.sampler",
        "mala",
        "llc.standard-error",
        0.01,
        "llc.budget",
        100_000);
  }

  /** Label noise heats chains of small minibatches; exact chains take the whole probe. */
  @Test
  void minibatchesThatHeatAreWarnedOfAndChosenLarger() {
    int samples = 1000;
    try (LossFunction loss = Classifiers.trained("Tanh", samples)) {
      // Given
      Problem problem = Problems.of(loss, samples, 2);
      Estimate exact = exact(problem, samples / Math.log(samples));

      // When
      Estimate chosen = measure("llc", problem, "llc.sampler", "baoab");
      Estimate batch = measure("llc", problem, "llc.sampler", "baoab", "llc.batch-size", 128);
      Estimate given =
          measure(
              "llc",
              problem,
              "llc.sampler",
              "baoab",
              "llc.batch-size",
              128,
              "llc.step-size",
              chosen.settings().get("llc.step-size"));

      // Then
      isWithinFivePercent(chosen, exact);
      isWithinFivePercent(batch, exact); // by smaller steps
      assertThat(chosen.number("minibatch-bias").getAsDouble()).isLessThan(0.02);
      assertThat(Integer.parseInt(chosen.settings().get("llc.batch-size"))).isBetween(257, samples);
      double heat = given.value().getAsDouble() / exact.value().getAsDouble() - 1;
      assertThat(heat).as("seed %d", SEED).isGreaterThan(0.06);
      assertThat(given.number("minibatch-bias").getAsDouble()).isBetween(0.6 * heat, 1.6 * heat);
      assertThat(given.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
      assertThat(given.reason()).contains("minibatches may add");
    }
  }
}
