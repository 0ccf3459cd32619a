package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Estimate.Diagnostic.Series;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.Workers;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** K = 1/2 sum h_i w_i^2, whose stationary law under full-batch SGLD is Gaussian at every step. */
class QuadraticLlcTest {
  private static final double[] CURVATURES = {0.02, 0.1, 0.3, 0.5, 0.8, 1, 1, 1, 2, 2};
  private static final double TEMPERATURE = 100;
  private static final double LOCALIZATION = 10;

  private final Problem problem =
      Problems.of(AnalyticLoss.quadratic(CURVATURES, new double[CURVATURES.length]));

  /** sum t_i / (2 a_i (1 - eps a_i / 4)). */
  private static double truth(double stepSize) {
    double sum = 0;
    for (double curvature : CURVATURES) {
      double t = TEMPERATURE * curvature;
      double a = t + LOCALIZATION;
      sum += t / (2 * a * (1 - stepSize * a / 4));
    }
    return sum;
  }

  private Estimate sample(double stepSize, int draws, int steps) {
    return measure(
        "llc",
        problem,
        "llc.step-size",
        stepSize,
        "llc.inverse-temperature",
        TEMPERATURE,
        "llc.localization",
        LOCALIZATION,
        "llc.draws",
        draws,
        "llc.steps-between-draws",
        steps,
        "llc.burn-in",
        2000);
  }

  @Test
  void approachesTheExactValueAsTheStepGoesToZero() {
    // Given
    double stepSize = 2e-4;

    // When
    Estimate estimate = sample(stepSize, 4000, 50);

    // Then
    assertThat(truth(0)).isBetween(3.8854, 3.8855);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isBetween(truth(0) - 0.08, truth(0) + 0.12);
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @Test
  void hasTheDiscretisationBiasOfAVisibleStep() {
    // Given
    double stepSize = 0.012; // eps a = 2.5 for the largest

    // When
    Estimate estimate = sample(stepSize, 4000, 10);

    // Then
    assertThat(truth(stepSize)).isGreaterThan(truth(0) + 1.5);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isBetween(truth(stepSize) - 0.1, truth(stepSize) + 0.1);
  }

  @Test
  void metropolisRemovesTheBias() {
    // Given
    double stepSize = 0.006;

    // When
    Estimate estimate =
        measure(
            "llc",
            problem,
            "llc.sampler",
            "mala",
            "llc.step-size",
            stepSize,
            "llc.inverse-temperature",
            TEMPERATURE,
            "llc.localization",
            LOCALIZATION,
            "llc.draws",
            4000);

    // Then
    assertThat(truth(stepSize)).isGreaterThan(truth(0) + 0.4);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isBetween(truth(0) - 0.1, truth(0) + 0.1);
  }

  @Test
  void chosenStepIsPublishedAndAccepted() {
    // Given
    Object[] settings = {"llc.localization", LOCALIZATION};

    // When
    Estimate estimate = measure("llc", problem, settings);

    // Then
    assertThat(estimate.settings()).containsEntry("llc.sampler", "mala");
    assertThat(Double.parseDouble(estimate.settings().get("llc.step-size"))).isBetween(5e-4, 2e-2);
    assertThat(estimate.number("mala-acceptance").getAsDouble()).isBetween(0.85, 0.97);
    assertThat(estimate.number("gradient-noise-ratio").getAsDouble()).isZero();
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** A quadratic with 100 directions that the loss feels, t = 10, among 10,000. */
  private static Estimate ofLarge(String setting, Object value) {
    double[] curvatures = new double[10_000];
    Arrays.fill(curvatures, 0, 100, 0.1);
    return measure(
        "llc",
        Problems.of(AnalyticLoss.quadratic(curvatures, new double[curvatures.length])),
        "llc.inverse-temperature",
        TEMPERATURE,
        "llc.localization",
        LOCALIZATION,
        setting,
        value);
  }

  @Test
  void manyParametersDoNotShortenTheStep() {
    // Given / When
    Estimate estimate = ofLarge("llc.standard-error", 0.01);

    // Then: eps (t + gamma) is about 1, where Metropolis would accept hardly any step
    assertThat(estimate.settings()).containsEntry("llc.sampler", "baoab");
    assertThat(Double.parseDouble(estimate.settings().get("llc.step-size"))).isBetween(0.03, 0.05);
    assertThat(estimate.number("mala-acceptance").getAsDouble()).isLessThan(0.1);
    assertThat(estimate.number("step-acceptance").getAsDouble()).isGreaterThan(0.99);
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isBetween(24.2, 25.8);
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** The bias of their step on a quadratic limits those of SGLD. */
  @ParameterizedTest
  @CsvSource({
    "sgnht, 0.03, 0.05, 0.05",
    "sgld, 0.002, 0.01, 0.05",
    "rmsprop-sgld, 0.0002, 0.001, 0.08"
  })
  void norThatOfOtherSamplers(String sampler, double least, double most, double tolerance) {
    // Given / When
    Estimate estimate = ofLarge("llc.sampler", sampler);

    // Then
    assertThat(Double.parseDouble(estimate.settings().get("llc.step-size"))).isBetween(least, most);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(25, within(25 * tolerance));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @Test
  void stepAtTheLimitOfStabilityIsUndefined() {
    // Given
    double limit = 4 / (TEMPERATURE * 2 + LOCALIZATION);

    // When
    Estimate beyond = sample(limit * 1.05, 400, 10);
    Estimate below = sample(limit * 0.9, 400, 10);

    // Then
    assertThat(beyond.verdict()).isEqualTo(Verdict.UNDEFINED);
    assertThat(beyond.value()).isEmpty();
    assertThat(beyond.reason()).contains("chain 0 diverged").doesNotContain("\n");
    assertThat(beyond.number("diverged-chains").getAsDouble()).isEqualTo(4);
    assertThat(below.value()).isPresent();
  }

  @Test
  void chainsThatLeaveTheLossAreNotAveragedIn() {
    // Given: beyond 0.21 the loss is no number, and some chains of this seed go there
    AnalyticLoss whole = AnalyticLoss.quadratic(new double[] {1}, 0);
    AnalyticLoss part =
        AnalyticLoss.of(
            (w, gradient) -> {
              gradient[0] += w[0];
              return w[0] < 0.21 ? w[0] * w[0] / 2 : Double.NaN;
            },
            0);

    // When
    Estimate all = measureWithOneSeed(whole);
    Estimate kept = measureWithOneSeed(part);

    // Then
    double[] values = chainValues(kept);
    assertThat(values).hasSizeBetween(1, 7);
    assertThat(chainValues(all)).hasSize(8).contains(values);
    assertThat(kept.value().getAsDouble())
        .isCloseTo(Arrays.stream(values).average().getAsDouble(), within(1e-12));
    assertThat(kept.number("diverged-chains").getAsDouble()).isEqualTo(8 - values.length);
    assertThat(kept.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(kept.reason()).startsWith(8 - values.length + " of 8 chains dropped: chain ");
  }

  private static Estimate measureWithOneSeed(AnalyticLoss loss) {
    Problem problem = new Problem(loss, Optional.empty(), Optional.empty(), 1000, 1, Workers.of(2));
    return measure(
        "llc",
        problem,
        "llc.step-size",
        1e-3,
        "llc.chains",
        8,
        "llc.burn-in",
        20,
        "llc.draws",
        100);
  }

  private static double[] chainValues(Estimate estimate) {
    return ((Series) estimate.diagnostics().get("chain-values")).values();
  }

  @Test
  void oneParameterExactlyAtTheLimitIsUndefined() {
    // Given
    Problem one = Problems.of(AnalyticLoss.quadratic(new double[] {1}, 0));

    // When
    Estimate estimate =
        measure(
            "llc",
            one,
            "llc.step-size",
            0.04,
            "llc.inverse-temperature",
            100,
            "llc.localization",
            0);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
  }
}
