package io.basinwatch.statistics;

import static io.basinwatch.statistics.testing.Problems.measure;
import static io.basinwatch.statistics.testing.Problems.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {
  private final AnalyticLoss train = AnalyticLoss.quadratic(new double[] {2, 8}, 3, 4);

  /** The same checkpoint, whose loss 1/2 sum h_i w_i^2 + 1 is not at its minimum. */
  private final AnalyticLoss heldout =
      AnalyticLoss.of(
          (w, gradient) -> {
            gradient[0] += 2 * w[0];
            gradient[1] += 8 * w[1];
            return w[0] * w[0] + 4 * w[1] * w[1] + 1;
          },
          3,
          4);

  private Problem problem(boolean withHeldout, boolean withInitial) {
    ParameterVector initial = train.zeros();
    initial.assign(new double[] {0, 0});
    return new Problem(
        train,
        withHeldout ? Optional.of(heldout) : Optional.empty(),
        withInitial ? Optional.of(initial) : Optional.empty(),
        1000,
        1,
        Workers.of(1));
  }

  @Test
  void normsLossesAndGap() {
    // Given
    Problem problem = problem(true, true);

    // When
    double norm = measure("weight-norm", problem).value().getAsDouble();
    double distance = measure("distance-from-initialization", problem).value().getAsDouble();
    double gap = measure("generalization-gap", problem).value().getAsDouble();
    List<Estimate> losses = Statistics.byName("loss").measure(problem, Settings.NONE);

    // Then
    assertThat(norm).isEqualTo(5);
    assertThat(distance).isEqualTo(5);
    assertThat(gap).isEqualTo(9 + 64 + 1);
    assertThat(losses).extracting(Estimate::key).containsExactly("loss", "loss/heldout");
    assertThat(losses.get(0).value()).hasValue(0);
    assertThat(losses.get(1).value()).hasValue(74);
  }

  @Test
  void gradientNorm() {
    // Given
    Problem problem =
        new Problem(heldout, Optional.empty(), Optional.empty(), 10, 1, Workers.of(1));

    // When
    double norm = measure("gradient-norm", problem).value().getAsDouble();

    // Then
    assertThat(norm).isCloseTo(Math.hypot(6, 32), within(1e-12));
  }

  @Test
  void gradientNormOfAnInfiniteLossIsUndefined() {
    // Given: a finite gradient
    AnalyticLoss infinite =
        AnalyticLoss.of(
            (w, gradient) -> {
              gradient[0] += 1;
              return Double.POSITIVE_INFINITY;
            },
            0);

    // When
    Estimate estimate = measure("gradient-norm", Problems.of(infinite));

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
    assertThat(estimate.reason()).isEqualTo("the loss at the checkpoint is Infinity");
  }

  @Test
  void whatIsMissingMakesItNotApplicable() {
    // Given
    Problem problem = problem(false, false);

    // When
    Estimate distance = measure("distance-from-initialization", problem);
    Estimate gap = measure("generalization-gap", problem);

    // Then
    assertThat(distance.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(distance.reason()).isEqualTo("the run has no initial weights");
    assertThat(gap.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(gap.reason()).isEqualTo("the run has no held-out probe");
  }

  @Test
  void namesAreUniqueAndFound() {
    // Given
    List<String> names = Statistics.names();

    // When / Then
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    assertThat(names)
        .allSatisfy(name -> assertThat(Statistics.byName(name).names()).contains(name));
    assertThatThrownBy(() -> Statistics.byName("sharpnes"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'sharpnes' is unknown; known: loss, ");
  }

  @Test
  void everyNameIsInEveryResult() {
    // Given
    Problem problem = problem(false, false);

    // When / Then
    assertThat(Statistics.ALL)
        .allSatisfy(
            statistic ->
                assertThat(statistic.measure(problem, settings("llc.draws", 10)))
                    .extracting(Estimate::statistic)
                    .containsAll(statistic.names()));
  }

  @ParameterizedTest
  @CsvSource({
    "lcc.draws, 3",
    "draws, 3",
    "llc.draw, 3",
    "sharpness.p, 2",
    "sharpness.norm, 3",
    "sharpness.rho, 0",
    "sharpness.iterations, 0",
    "sharpness.iterations, 10001",
    "hessian.iterations, 10001",
    "average-sharpness.draws, 100001",
    "sharpness.batch-size, -5",
    "average-sharpness.draws, 0",
    "average-sharpness.rho, -1",
    "margin.top-classes, 0",
  })
  void validationNamesTheSetting(String name, String value) {
    // Given
    Settings settings = settings(name, value);

    // When / Then
    assertThatThrownBy(() -> Statistics.validate(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(name)
        .hasMessageNotContaining("\n");
  }

  @Test
  void knownSettingsPass() {
    // Given
    Settings settings =
        settings("llc.step-size", "1e-4", "sharpness.norm", "inf", "margin.top-classes", 1);

    // When
    Statistics.validate(settings);

    // Then
    assertThat(Statistics.settingNames()).containsAll(settings.values().keySet());
  }
}
