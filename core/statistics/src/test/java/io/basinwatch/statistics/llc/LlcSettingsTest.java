package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlcSettingsTest {
  private final AnalyticLoss loss = AnalyticLoss.quadratic(new double[] {1, 2}, 0, 0);

  @ParameterizedTest
  @CsvSource({
    "llc.draws, 0",
    "llc.chains, 0",
    "llc.chains, 1001",
    "llc.burn-in, -1",
    "llc.steps-between-draws, 0",
    "llc.batch-size, 0",
    "llc.step-size, -0.1",
    "llc.step-size, 0",
    "llc.step-size, NaN",
    "llc.step-size, tiny",
    "llc.draws, 1.5",
    "llc.localization, -1",
    "llc.inverse-temperature, 0",
    "llc.sampler, gibbs",
    "llc.leapfrog-steps, 0",
    "llc.leapfrog-steps, 1001",
    "llc.standard-error, 0",
    "llc.budget, 1",
    "llc.temperatures, 3",
    "llc.temperatures, 1000000",
    "llc.stepsize, 1",
  })
  void wrongSettingIsNamed(String name, String value) {
    // Given
    Problem problem = Problems.of(loss);

    // When / Then
    assertThatThrownBy(() -> measure("llc", problem, name, value))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(name)
        .hasMessageNotContaining("\n");
  }

  @Test
  void singleSampleDatasetNeedsATemperature() {
    // Given
    Problem problem = Problems.of(loss, 1, 1);

    // When
    Estimate given = measure("llc", problem, "llc.inverse-temperature", 50);

    // Then
    assertThat(given.value()).isPresent();
    assertThatThrownBy(() -> measure("llc", problem))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("dataset size 1: n / ln n does not exist, set llc.inverse-temperature");
  }

  @Test
  void datasetSmallerThanTheProbeIsRefused() {
    // Given
    AnalyticLoss probe = Networks.rescaledRelu(300, 1);

    // When / Then
    assertThatThrownBy(() -> Problems.of(probe, 299, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("dataset size 299 is below the 300 samples of the training probe");
  }

  /** Larger than the minibatches of pilot chains; exact samplers take all of it. */
  @ParameterizedTest
  @EnumSource(SamplerKind.class)
  void everySamplerTakesALargeProbe(SamplerKind kind) {
    // Given
    AnalyticLoss probe = Networks.rescaledRelu(1100, 1);

    // When
    Estimate estimate =
        measure("llc", Problems.of(probe, 1100, 2), "llc.sampler", kind.label(), "llc.draws", 8);

    // Then
    int batch = Integer.parseInt(estimate.settings().get("llc.batch-size"));
    assertThat(estimate.value()).isPresent();
    assertThat(batch).isBetween(kind.usesMinibatches() ? 16 : 1100, 1100);
  }

  @Test
  void flatLossIsUndefined() {
    // Given
    AnalyticLoss flat = AnalyticLoss.of((w, gradient) -> 0.7, 1, 2);

    // When
    Estimate estimate = measure("llc", Problems.of(flat));

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
    assertThat(estimate.reason()).contains("chain 0 is constant from draw 0");
  }

  @Test
  void lossThatIsNoNumberIsUndefined() {
    // Given
    AnalyticLoss root =
        AnalyticLoss.of(
            (w, gradient) -> {
              gradient[0] += 0.5 / Math.sqrt(w[0]);
              return Math.sqrt(w[0]);
            },
            1e-3);

    // When
    Estimate estimate = measure("llc", Problems.of(root), "llc.step-size", 0.1);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
    assertThat(estimate.value()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void withoutALossAtTheCheckpointNothingIsChosen(double value) {
    // Given
    AnalyticLoss none =
        new AnalyticLoss(
            AnalyticLoss.vector(2),
            20,
            (w, i, gradient) -> {
              gradient[0] += Double.NaN;
              return value;
            },
            1,
            2);

    // When
    List<Estimate> estimates = all(Problems.of(none), "llc.batch-size", 5, "llc.temperatures", 4);

    // Then
    assertThat(estimates).extracting(Estimate::statistic).isEqualTo(Family.NAMES);
    assertThat(estimates)
        .allSatisfy(
            estimate -> {
              assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
              assertThat(estimate.reason()).startsWith("the loss at w* is no finite number");
              assertThat(estimate.settings())
                  .containsEntry("llc.batch-size", "5")
                  .containsEntry("llc.chains", "4")
                  .doesNotContainKeys("llc.sampler", "llc.step-size", "llc.draws", "llc.burn-in");
              assertThat(estimate.number("probe-size")).hasValue(20);
            });
    assertThat(estimates.getFirst().diagnostics().get("multiplicity-experimental-missing"))
        .asString()
        .contains("the loss at w* is no finite number");
  }

  @Test
  void stepSizeThatDivergesComesWithABetterOne() {
    // Given
    Problem problem = Problems.of(loss);

    // When
    Estimate estimate = measure("llc", problem, "llc.step-size", 10);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
    assertThat(estimate.reason())
        .startsWith("all chains dropped: chain 0 diverged in burn-in (step ")
        .endsWith("; try llc.step-size = 2.5E-4");
  }

  @Test
  void moreStepsThanCanBeCountedAreRefused() {
    // Given
    Problem problem = Problems.of(loss);
    Object[] settings = {"llc.draws", 2_000_000, "llc.steps-between-draws", 1000, "llc.burn-in", 7};

    // When / Then
    assertThatThrownBy(() -> measure("llc", problem, settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "settings llc.draws, llc.steps-between-draws and llc.burn-in ask for 2000000007 steps"
                + " of a chain; at most 1000000000 are possible");
  }

  @Test
  void chainsWhoseSamplesHaveNoRoomAreRefused() {
    // Given
    int samples = 10_000_000;
    AnalyticLoss large =
        new AnalyticLoss(AnalyticLoss.vector(1), samples, (w, i, gradient) -> w[0] * w[0], 0);

    // When / Then
    assertThatThrownBy(() -> measure("llc", Problems.of(large), "llc.chains", 1000))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "setting llc.chains = '1000': the losses of 10000000 samples take 305175 MiB, more than");
  }

  @ParameterizedTest
  @CsvSource({"llc.draws, 500000000, 286102", "llc.budget, 1000000000, 572204"})
  void drawsThatHaveNoRoomAreRefused(String name, int value, long size) {
    // Given
    Object[] settings = {name, value, "llc.steps-between-draws", 1};

    // When / Then
    assertThatThrownBy(() -> measure("llc", Problems.of(loss), settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "setting %s = '%d': draws of 4 chains take %d MiB, more than half of the heap's "
                .formatted(name, value, size));
  }

  @Test
  void budgetThatLeavesNoDrawIsRefused() {
    // Given
    Problem problem = Problems.of(loss);

    // When / Then
    assertThatThrownBy(() -> measure("llc", problem, "llc.budget", 50, "llc.burn-in", 49))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("setting llc.budget = '50' leaves no draw: burn-in and one draw take 51 steps");
  }

  @Test
  void budgetThatLeavesNoDrawToATemperatureIsRefusedAtStart() {
    // Given
    Settings settings =
        Problems.settings("llc.budget", 100, "llc.burn-in", 20, "llc.temperatures", 5);

    // When / Then
    assertThatThrownBy(() -> Statistics.validate(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "setting llc.budget = '100' leaves no draw to each of 5 temperatures"
                + " (llc.temperatures): burn-in and one draw take 22 steps");
  }

  @Test
  void theBudgetEndsWhatIsNotPrecise() {
    // Given
    Problem problem = Problems.of(loss);

    // When
    Estimate estimate = measure("llc", problem, "llc.budget", 900, "llc.standard-error", 1e-6);

    // Then
    assertThat(estimate.diagnostics().get("ended-by"))
        .isEqualTo(new Estimate.Diagnostic.Text("budget"));
    assertThat(estimate.number("burn-in").getAsDouble()).isBetween(40.0, 300.0);
    double steps = estimate.number("draws").getAsDouble() * 2;
    assertThat(steps + estimate.number("burn-in").getAsDouble()).isEqualTo(900);
  }

  @ParameterizedTest
  @EnumSource(SamplerKind.class)
  void slopeIsNoMinimum(SamplerKind kind) {
    // Given
    AnalyticLoss slope =
        AnalyticLoss.of(
            (w, gradient) -> {
              gradient[0] += 1;
              return w[0];
            },
            0,
            0);

    // When
    Estimate estimate =
        measure("llc", Problems.of(slope), "llc.localization", 10, "llc.sampler", kind.label());

    // Then
    assertThat(Double.parseDouble(estimate.settings().get("llc.step-size"))).isPositive();
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).contains("lie below the loss at w*");
    assertThat(estimate.value().getAsDouble()).isNegative();
    assertThat(estimate.diagnostics().get("ended-by"))
        .isEqualTo(new Estimate.Diagnostic.Text("no-minimum"));
  }

  /** The noise of minibatches hides an LLC of 0.007. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aMeanBelowZeroByChanceEndsNothing(int i) {
    // Given
    AnalyticLoss scattered =
        AnalyticLoss.scattered(new double[] {0.001, 0.001}, new double[] {100, 100}, 64);
    Problem problem = Problems.of(scattered, 64, 2).withSeed(Problems.SEED + i);

    // When
    Estimate estimate =
        measure(
            "llc",
            problem,
            "llc.inverse-temperature",
            Quadratics.TEMPERATURE,
            "llc.step-size",
            0.002,
            "llc.batch-size",
            4,
            "llc.budget",
            1000);

    // Then
    assertThat(estimate.diagnostics().get("ended-by"))
        .as("seed %d", Problems.SEED)
        .isEqualTo(new Estimate.Diagnostic.Text("budget"));
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).doesNotContain("no minimum");
  }

  @Test
  void fewDrawsGiveAValueWithoutAnError() {
    // Given
    Problem problem = Problems.of(loss);

    // When
    Estimate estimate = measure("llc", problem, "llc.draws", 1, "llc.chains", 1);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.value()).isPresent();
    assertThat(estimate.standardError()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 300, 1100})
  void everythingThatTheValueDependsOnIsPublished(int samples) {
    // Given
    Problem problem = Problems.of(Networks.rescaledRelu(samples, 1), 2000, 2);

    // When
    List<Estimate> chosen = all(problem);
    Map<String, String> settings = chosen.getFirst().settings();
    List<Estimate> again = all(problem, namesAndValues(settings));

    // Then
    assertThat(settings.keySet()).hasSize(LlcSettings.NAMES.size() - 3);
    assertThat(LlcSettings.NAMES).containsAll(settings.keySet());
    assertThat(again).usingRecursiveComparison().isEqualTo(chosen);
  }

  @Test
  void divergingInTheDrawsIsReproducedByWhatIsPublished() {
    // Given
    Problem problem = Problems.of(AnalyticLoss.quadratic(new double[] {1}, 0));

    // When
    Object[] given = {"llc.step-size", 0.0255, "llc.burn-in", 0};
    List<Estimate> once = all(problem, given);
    List<Estimate> again = all(problem, namesAndValues(once.getFirst().settings()));

    // Then
    Estimate llc = once.getFirst();
    assertThat(llc.reason()).contains(" diverged at draw ").doesNotContain(" at draw 0 ");
    assertThat(llc.settings()).containsEntry("llc.draws", "60");
    assertThat(again).usingRecursiveComparison().isEqualTo(once);
  }

  private static Object[] namesAndValues(Map<String, String> settings) {
    return settings.entrySet().stream()
        .flatMap(setting -> Stream.of(setting.getKey(), setting.getValue()))
        .toArray();
  }

  /** The family, but for what calibration found, what it cost and what ended it. */
  private static List<Estimate> all(Problem problem, Object... settings) {
    return Statistics.byName("llc").measure(problem, Problems.settings(settings)).stream()
        .map(LlcSettingsTest::withoutCost)
        .toList();
  }

  private static Estimate withoutCost(Estimate estimate) {
    Map<String, Estimate.Diagnostic> diagnostics = new LinkedHashMap<>(estimate.diagnostics());
    diagnostics
        .keySet()
        .removeAll(
            Set.of("gradient-evaluations", "seconds", "ended-by", "measured-minibatch-bias"));
    return new Estimate(
        estimate.statistic(),
        estimate.variant(),
        estimate.value(),
        estimate.standardError(),
        estimate.verdict(),
        estimate.reason(),
        diagnostics,
        estimate.settings(),
        0);
  }
}
