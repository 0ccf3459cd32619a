package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RMSprop's scales add to quadratics, most of whose directions the loss does not feel. */
class StepBiasTest {
  private static final int LIVE = 6;
  private static final double TEMPERATURE = 1000 / Math.log(1000);

  private static double truth(double curvature, double localization) {
    return LIVE * TEMPERATURE * curvature / (TEMPERATURE * curvature + localization) / 2;
  }

  private static Estimate ofRmsprop(Problem problem, double localization, Object... more) {
    Object[] settings = {
      "llc.sampler", "rmsprop-sgld",
      "llc.localization", localization,
      "llc.inverse-temperature", TEMPERATURE
    };
    Object[] all = Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return measure("llc", problem, all);
  }

  private static AnalyticLoss quadratic(double curvature, int parameters) {
    double[] curvatures = new double[parameters];
    Arrays.fill(curvatures, 0, LIVE, curvature);
    return AnalyticLoss.quadratic(curvatures, new double[parameters]);
  }

  /** The part is what long chains have too much, of six directions alone. */
  @ParameterizedTest
  @CsvSource({"1, 206, 20, 0.061", "10, 30, 1000, 0.085", "100, 206, 1000, 0.107"})
  void whatTheScalesAddIsNoticed(
      double curvature, int parameters, double localization, double part) {
    // Given / When
    Estimate estimate = ofRmsprop(Problems.of(quadratic(curvature, parameters)), localization);

    // Then
    double truth = truth(curvature, localization);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isBetween(1.02 * truth, 1.2 * truth);
    assertThat(estimate.number("step-bias").getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(part, within(0.02));
    assertThat(estimate.number("virial").getAsDouble() - 1).isLessThan(0.05);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("steps whose scales follow the chain add ");
  }

  /** Which smaller steps do not mend. */
  @Test
  void theyAreNamedWhereTheVirialShowsThemToo() {
    // Given
    double[] curvatures = new double[10];
    Arrays.fill(curvatures, 1000);
    AnalyticLoss loss = AnalyticLoss.quadratic(curvatures, new double[10]);

    // When
    Estimate estimate = ofRmsprop(Problems.of(loss), 20, "llc.chains", 8);

    // Then
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isGreaterThan(5.5);
    assertThat(estimate.number("virial").getAsDouble()).as("seed %d", SEED).isGreaterThan(1.08);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("steps whose scales follow the chain add ");
  }

  /** Of gradients so small that G is constant. */
  @Test
  void scalesThatDoNotFollowTheChainAddNothing() {
    // Given / When
    Estimate estimate = ofRmsprop(Problems.of(quadratic(0.01, 206)), 20);

    // Then
    double truth = truth(0.01, 20);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth, within(0.05 * truth));
    assertThat(estimate.number("step-bias").getAsDouble()).isLessThan(0.035);
    assertThat(estimate.verdict()).as(estimate.reason()).isEqualTo(Verdict.CONVERGED);
  }

  /** In a thousand directions that the loss does not feel: their G follows others, no bias. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void noiseThatGrowsWithTheLossIsNone(long seed) {
    // Given
    int samples = 2048;
    AnalyticLoss loss =
        new AnalyticLoss(
            AnalyticLoss.vector(LIVE + 1000),
            samples,
            (w, i, gradient) -> {
              double height = 0;
              for (int k = 0; k < LIVE; k++) {
                height += w[k] * w[k] / 2;
                gradient[k] += w[k];
              }
              double tilt = 0;
              for (int k = 0; k < w.length; k++) {
                tilt += sign(i, k) * w[k];
                gradient[k] += 0.1 * sign(i, k) * (1 + 20 * height);
              }
              for (int k = 0; k < LIVE; k++) {
                gradient[k] += 0.1 * tilt * 20 * w[k];
              }
              return height + 0.1 * tilt * (1 + 20 * height);
            },
            new double[LIVE + 1000]);

    // When
    Estimate estimate =
        ofRmsprop(
            Problems.of(loss).withSeed(SEED + seed),
            1000,
            "llc.batch-size",
            256,
            "llc.draws",
            1000);

    // Then
    assertThat(estimate.number("step-bias").getAsDouble())
        .as("seed %d", SEED + seed)
        .isLessThan(0.1);
  }

  /** Walsh functions: 0 on average over samples. */
  private static int sign(int i, int k) {
    return Integer.bitCount(i & (k + 1)) % 2 == 0 ? 1 : -1;
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "0.02, 0.049, 0.01, none", // 0.069 in all        "0.02, 0.051, 0.01, steps whose scales
        // follow the chain add 7 % to the value",
        "0.02, 0.09, 0.031, none",
        "0.051, 0.2, 0.01, the step size may add 5 % to the value: take a smaller one",
        "0, 0, NaN, steps whose scales follow the chain add 0 % to the value",
      },
      nullValues = "none")
  void itsOwnErrorIsGrantedToIt(double length, double scales, double error, String warning) {
    // Given / When
    Optional<String> said = new StepBias(length, scales, error).warning();

    // Then
    assertThat(said.isPresent()).isEqualTo(warning != null);
    said.ifPresent(text -> assertThat(text).startsWith(warning).doesNotContain("\n"));
  }
}
