package io.basinwatch.tracker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.tracker.domain.Estimate;
import io.basinwatch.tracker.domain.MinibatchLoss;
import io.basinwatch.tracker.domain.RunFacts;
import io.basinwatch.tracker.domain.RunStatus;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunRowsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1000);
  private static final Tags RUN = Tags.of("run", "r1");

  private final RunRows rows = new RunRows();

  @Test
  void aValueComesWithItsErrorVerdictQuantilesAndDiagnostics() {
    // Given
    var margin =
        estimate(
            "margin",
            "heldout",
            "ok",
            Map.of("q05", -1.5, "fraction-negative", 0.1, "samples", 9.0));

    // When
    rows.add(status(margin));

    // Then
    var tags = RUN.and("variant", "heldout");
    assertThat(rows.rows().get("basinwatch.margin")).containsEntry(tags, 2.5);
    assertThat(rows.rows().get("basinwatch.margin.standard.error")).containsEntry(tags, 0.5);
    assertThat(rows.rows().get("basinwatch.margin.quantile"))
        .containsEntry(tags.and("quantile", "0.05"), -1.5);
    assertThat(rows.rows().get("basinwatch.margin.fraction.negative")).containsEntry(tags, 0.1);
    assertThat(rows.rows().get("basinwatch.verdict"))
        .containsEntry(tags.and("statistic", "margin", "verdict", "ok"), 1.0);
    assertThat(rows.rows()).doesNotContainKey("basinwatch.margin.samples");
  }

  @Test
  void aDiagnosticThatIsALossComesWithItsError() {
    // Given
    var losses = Map.of("heldout-bayes-loss", 0.4, "heldout-bayes-loss-error", 0.02);

    // When
    rows.add(status(estimate("waic", "", "converged", losses)));

    // Then
    var tags = RUN.and("variant", "");
    assertThat(rows.rows().get("basinwatch.waic.heldout.bayes.loss")).containsEntry(tags, 0.4);
    assertThat(rows.rows().get("basinwatch.waic.heldout.bayes.loss.error"))
        .containsEntry(tags, 0.02);
  }

  @Test
  void aRunComesWithItsProgressAndTimes() {
    // When
    rows.add(status());

    // Then
    assertThat(rows.rows().get("basinwatch.step")).containsEntry(RUN, 40.0);
    assertThat(rows.rows().get("basinwatch.minibatch.loss"))
        .containsEntry(RUN.and("split", "train"), 0.25);
    assertThat(rows.rows().get("basinwatch.training.timestamp.seconds")).containsEntry(RUN, 1000.0);
    assertThat(rows.rows()).doesNotContainKey("basinwatch.measurement.timestamp.seconds");
    assertThat(rows.rows().get("basinwatch.queue.length"))
        .containsEntry(RUN.and("service", "llc"), 3.0);
    assertThat(rows.rows().get("basinwatch.run"))
        .containsEntry(
            RUN.and("name", "Digits", "loss", "cross-entropy", "framework", "java 25"), 1.0);
  }

  @Test
  void aStatisticWhoseNameNoGaugeCanHaveIsLeftOut() {
    // When
    rows.add(status(estimate("llc\nevil", "", "ok", Map.of())));

    // Then
    assertThat(rows.rows()).doesNotContainKey("basinwatch.verdict");
  }

  @Test
  void rowsThatAreSetNoMoreAreGone() {
    // Given
    var registry = new SimpleMeterRegistry();
    var family = new GaugeFamily("basinwatch.llc", registry);
    family.set(Map.of(RUN, 1.0, Tags.of("run", "r2"), 2.0));

    // When
    family.set(Map.of(RUN, 3.0));

    // Then
    assertThat(registry.find("basinwatch.llc").gauges())
        .singleElement()
        .satisfies(gauge -> assertThat(gauge.value()).isEqualTo(3.0));
  }

  private static RunStatus status(Estimate... estimates) {
    return new RunStatus(
        new RunFacts("r1", "Digits", "cross-entropy", "java 25", false, NOW, Optional.empty()),
        OptionalLong.of(40),
        List.of(new MinibatchLoss(MinibatchLoss.TRAIN, 40, 0.25, NOW)),
        List.of(estimates),
        Optional.of(NOW),
        Optional.empty(),
        5,
        2,
        Map.of("llc", 3),
        Map.of());
  }

  private static Estimate estimate(
      String statistic, String variant, String verdict, Map<String, Double> diagnostics) {
    return new Estimate(
        "margins",
        statistic,
        variant,
        40,
        OptionalDouble.of(2.5),
        OptionalDouble.of(0.5),
        verdict,
        diagnostics,
        NOW);
  }
}
