package io.basinwatch.statistics.llc;

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

/** What no spread between chains shows: each bias on a quadratic, whose LLC is known. */
class BiasesTest {
  @ParameterizedTest
  @CsvSource({"20, 1e4, 2, 0.3", "40, 1e5, 4, 3", "5, 1e5, 100, 0.06", "0, 0, 1, 1e-9"})
  void directionsThatChainsDoNotReachAreNoticed(int fast, double large, int slow, double small) {
    // Given
    double[] curvatures = curvatures(fast, large, slow, small);

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.budget", 10_000);

    // Then
    double value = estimate.value().getAsDouble();
    double bias = estimate.number("initialization-bias").getAsDouble();
    assertThat(value)
        .as("seed %d", SEED)
        .isGreaterThan((1 - bias - 0.1) * truth(curvatures)); // chance adds up to a tenth
    if (fast > 0) {
      assertThat(value).isLessThan(0.97 * truth(curvatures));
      assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
      assertThat(estimate.reason()).contains("% of the value may be missing").doesNotContain("\n");
    } else {
      assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
    }
  }

  @Test
  void aBurnInThatReachesThemMendsIt() {
    // Given
    double[] curvatures = curvatures(4, 100, 20, 0.3);
    Problem problem = quadratic(curvatures);

    // When
    Estimate brief = measure("llc", problem, "llc.burn-in", 40);
    Estimate estimate = measure("llc", problem, "llc.budget", 100_000);

    // Then
    assertThat(brief.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.06 * truth(curvatures)));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** One stiff direction, for which steps are too long, and twenty that are to be reached. */
  @ParameterizedTest
  @CsvSource({"10, 0.01", "30, 0.002", "100, 0.001"})
  void rejectedStepsReachNothing(double stiff, double stepSize) {
    // Given
    double[] curvatures = curvatures(1, stiff, 20, 0.1);

    // When
    Estimate estimate =
        measure(
            "llc",
            quadratic(curvatures),
            "llc.sampler",
            "mala",
            "llc.step-size",
            stepSize,
            "llc.chains",
            16,
            "llc.burn-in",
            40,
            "llc.draws",
            60);

    // Then
    double missing = 1 - estimate.value().getAsDouble() / truth(curvatures);
    assertThat(missing).as("seed %d", SEED).isGreaterThan(0.1);
    assertThat(estimate.number("initialization-bias").getAsDouble())
        .as("seed %d", SEED)
        .isGreaterThan(missing);
  }

  /** Whose minibatches' gradients are some 8, so that RMSprop's G is 0.12. */
  @Test
  void noisyDirectionsAreSlowWithRmsprop() {
    // Given
    double[] curvatures = curvatures(20, 0.1, 0, 0);
    AnalyticLoss loss = AnalyticLoss.scattered(curvatures, curvatures(20, 80, 0, 0), 64);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.sampler",
            "rmsprop-sgld",
            "llc.step-size",
            1.2e-6,
            "llc.batch-size",
            1,
            "llc.burn-in",
            40_000,
            "llc.draws",
            20_000);

    // Then
    double missing = 1 - estimate.value().getAsDouble() / truth(curvatures);
    assertThat(missing).as("seed %d", SEED).isGreaterThan(0.3);
    assertThat(estimate.number("initialization-bias").getAsDouble())
        .as("seed %d", SEED)
        .isGreaterThan(missing);
  }

  @Test
  void withoutLocalizationDirectionsThatTheLossHoldsAreReached() {
    // Given
    double[] curvatures = curvatures(5, 10, 5, 1);

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.localization", 0);

    // Then
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isCloseTo(5, within(0.3));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @ParameterizedTest
  @CsvSource({"sgld", "rmsprop-sgld"})
  void aStepThatAddsToTheValueIsNoticed(String sampler) {
    // Given
    double[] curvatures = curvatures(6, 1, 4, 0.5);
    double stepSize = sampler.equals("sgld") ? 0.008 : 0.002;

    // When
    Estimate estimate =
        measure(
            "llc",
            quadratic(curvatures),
            "llc.sampler",
            sampler,
            "llc.step-size",
            stepSize,
            "llc.draws",
            4000);

    // Then
    double value = estimate.value().getAsDouble();
    assertThat(value).isGreaterThan(1.1 * truth(curvatures));
    double bias = 1 - truth(curvatures) / value;
    assertThat(estimate.number("step-bias").getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.6 * bias, 1.2 * bias); // localization, and the scales of rmsprop, add to it
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("the step size may add ");
  }

  /** Five directions of forty are noisy, and alone add to the value: no mean tells of them. */
  @ParameterizedTest
  @CsvSource({"baoab", "sgnht"})
  void whatMinibatchesAddIsNoticed(String sampler) {
    // Given
    double[] curvatures = curvatures(5, 1, 35, 0);
    AnalyticLoss loss = AnalyticLoss.scattered(curvatures, curvatures(5, 0.5, 35, 0), 1024);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.inverse-temperature",
            TEMPERATURE,
            "llc.sampler",
            sampler,
            "llc.step-size",
            6e-4,
            "llc.batch-size",
            32,
            "llc.chains",
            16,
            "llc.draws",
            4000);

    // Then: (1 + c)/(1 - c) times as much as they would with SGLD
    double kept = sampler.equals("baoab") ? Math.exp(-2 * Math.sqrt(6e-4 * 20)) : Math.exp(-0.1);
    double variance = 0.5 * 0.5 * (1.0 / 32 - 1.0 / 1024) * 1024 / 1023;
    double noise = 6e-4 * TEMPERATURE * TEMPERATURE * variance / 4;
    double heat = (1 + kept) / (1 - kept) * noise * truth(curvatures);
    double added = estimate.value().getAsDouble() - truth(curvatures);
    assertThat(added).as("seed %d", SEED).isBetween(0.8 * heat, 1.1 * heat);
    double published =
        estimate.number("minibatch-bias").getAsDouble() * estimate.value().getAsDouble();
    assertThat(published).as("seed %d", SEED).isBetween(0.9 * added, 1.6 * added);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).contains("minibatches may add");
  }

  /** Flat, with a wall at some distance: steps that meet it are few, and each gains much energy. */
  @Test
  void chainsThatStepsHeatAreNoticed() {
    // Given
    AnalyticLoss loss =
        AnalyticLoss.of(
            (w, gradient) -> {
              double sum = 0;
              for (int i = 0; i < w.length; i++) {
                double beyond = Math.max(0, Math.abs(w[i]) - 0.5);
                sum += 3 * beyond;
                gradient[i] += beyond > 0 ? 3 * Math.signum(w[i]) : 0;
              }
              return sum;
            },
            new double[10]);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.sampler",
            "baoab",
            "llc.step-size",
            0.003,
            "llc.draws",
            2000);

    // Then: 0.0066 by quadrature
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isGreaterThan(10);
    assertThat(estimate.number("mala-acceptance").getAsDouble()).isGreaterThan(0.5);
    assertThat(estimate.number("virial").getAsDouble()).isGreaterThan(10);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
  }

  /** Down along one direction, held in three: few draws are below, and the mean is. */
  @Test
  void aSaddleIsNoMinimum() {
    // Given
    double t = TEMPERATURE;
    double[] curvatures = {-16 / t, 200 / t, 200 / t, 200 / t};

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.draws", 10_000);

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.15));
    assertThat(estimate.number("fraction-below").getAsDouble()).isLessThan(0.5);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("the value is negative, ");
  }

  /** Flat between walls: pilot chains see few of the walls that chains meet later. */
  @Test
  void stepsThatWallsRejectAreNoticed() {
    // Given
    AnalyticLoss loss =
        AnalyticLoss.of(
            (w, gradient) -> {
              double sum = 0;
              for (int i = 0; i < w.length; i++) {
                double beyond = Math.max(0, Math.abs(w[i]) - 0.5);
                sum += 100 * beyond * beyond;
                gradient[i] += 200 * beyond * Math.signum(w[i]);
              }
              return sum;
            },
            new double[20]);

    // When
    Estimate estimate =
        measure("llc", Problems.of(loss), "llc.localization", 4, "llc.standard-error", 0.05);

    // Then: 0.101 by quadrature
    assertThat(estimate.settings()).containsEntry("llc.sampler", "mala");
    assertThat(estimate.number("step-acceptance").getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.3, 0.7);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
  }
}
