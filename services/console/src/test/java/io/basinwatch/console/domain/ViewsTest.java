package io.basinwatch.console.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.basinwatch.console.domain.Event.RunEnd;
import io.basinwatch.console.domain.Event.RunFacts;
import io.basinwatch.console.domain.Event.Split;
import io.basinwatch.platform.progress.ExpectedStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = NOW;
  private final Views views =
      new Views(
          new ExpectedStatistics(
              Map.of("llc", List.of("llc"), "losses", List.of("loss", "loss/heldout"))),
          3,
          100,
          10,
          () -> now);

  @Test
  void aRunIsFullyMeasuredOnceEachServiceHasSettledEachCheckpoint() {
    // Given
    apply(going("a", true));
    apply(new Event.CheckpointSaved("a", 1));
    apply(new Event.CheckpointSaved("a", 2));
    apply(finished("a", 2));

    // When
    for (long step : List.of(1L, 2L)) {
      apply(measured("losses", "a", "loss", "", step, "ok"));
      apply(measured("losses", "a", "loss", "heldout", step, "ok"));
    }
    apply(measured("llc", "a", "llc", "", 1, "not-converged"));
    var before = views.run("a").orElseThrow();
    apply(dead("llc", "a", 2L));
    var after = views.run("a").orElseThrow();

    // Then
    assertThat(before.fullyMeasured()).isFalse();
    assertThat(before.services())
        .extracting(RunSummary.ServiceProgress::service, RunSummary.ServiceProgress::queueLength)
        .containsExactly(tuple("llc", 1L), tuple("losses", 0L));
    assertThat(after.fullyMeasured()).isTrue();
    assertThat(after.deadLetters()).extracting(DeadLetter::reason).containsExactly("NaN");
    assertThat(after.state()).isEqualTo("completed");
  }

  @Test
  void aCheckpointThatSomeServiceGaveUpHasFailedUntilItIsMeasured() {
    // Given
    apply(going("a", false));
    apply(measured("losses", "a", "loss", "", 1, "ok"));
    apply(measured("llc", "a", "llc", "", 1, "converged"));
    apply(measured("losses", "a", "loss", "", 2, "ok"));

    // When
    apply(dead("llc", "a", 2L));
    apply(dead("llc", "a", 3L));
    apply(dead("losses", "a", 3L));
    var given = views.run("a").orElseThrow();
    apply(measured("llc", "a", "llc", "", 2, "converged"));
    var again = views.run("a").orElseThrow();

    // Then
    assertThat(given.checkpoints()).isEqualTo(new RunSummary.Checkpoints(3, null, 1, 2, 3L));
    assertThat(given.services())
        .extracting(
            RunSummary.ServiceProgress::statistics,
            RunSummary.ServiceProgress::measured,
            RunSummary.ServiceProgress::failed)
        .containsExactly(
            tuple(List.of("llc"), 3L, 2L), tuple(List.of("loss", "loss/heldout"), 3L, 1L));
    assertThat(again.checkpoints()).isEqualTo(new RunSummary.Checkpoints(3, null, 2, 1, 3L));
  }

  @Test
  void heldoutStatisticsAreExpectedOnlyOfRunsWithHeldoutData() {
    // Given
    apply(going("a", false));
    apply(finished("a", 1, false));
    apply(new Event.CheckpointSaved("a", 1));

    // When
    apply(measured("losses", "a", "loss", "", 1, "ok"));
    apply(measured("llc", "a", "llc", "", 1, "converged"));

    // Then
    assertThat(views.run("a").orElseThrow().fullyMeasured()).isTrue();
  }

  @Test
  void aSkippedStatisticSettlesAllItsVariants() {
    // Given
    apply(going("a", true));

    // When
    apply(measured("losses", "a", "loss", "", 1, "skipped"));
    apply(measured("llc", "a", "llc", "", 1, "skipped"));

    // Then
    assertThat(views.run("a").orElseThrow().checkpoints().measured()).isEqualTo(1);
  }

  @Test
  void checkpointsThatWereAnnouncedButNeverCameKeepARunOpen() {
    // When
    apply(finished("a", 1));

    // Then
    assertThat(views.run("a").orElseThrow().fullyMeasured()).isFalse();
  }

  @Test
  void recordsOfARunWhoseStartIsUnknownAreShown() {
    // When
    apply(new Event.CheckpointSaved("stray", 7));

    // Then
    var run = views.run("stray").orElseThrow();
    assertThat(run.state()).isEqualTo("unannounced");
    assertThat(run.name()).isEqualTo("stray");
    assertThat(run.lastStep()).isEqualTo(7);
  }

  @Test
  void theLastLossHasAStepOfItsOwn() {
    // Given
    apply(finished("a", 1));
    apply(new Event.CheckpointSaved("a", 9));

    // When
    apply(new Event.LossesSent("a", Split.TRAIN, List.of(7L, 8L), List.of(0.5, 0.4), List.of()));
    apply(new Event.LossesSent("a", Split.TRAIN, List.of(6L), List.of(0.6), List.of()));
    apply(new Event.LossesSent("a", Split.HELDOUT, List.of(10L), List.of(0.7), List.of()));

    // Then
    var run = views.run("a").orElseThrow();
    assertThat(run.lastStep()).isEqualTo(10);
    assertThat(run.lastLossStep()).isEqualTo(8);
    assertThat(run.lastLoss()).isEqualTo(0.4);
  }

  @Test
  void aReaderGetsWhatChangedSinceTheRevisionThatItKnows() {
    // Given
    apply(going("a", true));
    apply(going("b", true));
    apply(new Event.LossesSent("a", Split.TRAIN, List.of(1L), List.of(0.5), List.of()));
    long known = views.revision();

    // When
    apply(new Event.LossesSent("a", Split.TRAIN, List.of(2L), List.of(0.4), List.of()));
    apply(measured("llc", "a", "llc", "", 2, "converged"));
    var changes = views.since(known, Optional.of("a"));

    // Then
    assertThat(changes.runs()).extracting(RunSummary::id).containsExactly("a");
    assertThat(changes.losses().get("train").step()).containsExactly(2.0);
    assertThat(changes.measurements().get("llc")).hasSize(1);
    assertThat(changes.deadLetters()).isNull();
    assertThat(views.since(changes.revision(), Optional.of("a")).runs()).isEmpty();
  }

  @Test
  void repeatsChangeNothing() {
    // Given
    apply(going("a", true));
    apply(measured("llc", "a", "llc", "", 2, "converged"));
    var before = views.run("a");

    // When
    apply(measured("llc", "a", "llc", "", 2, "converged"));

    // Then
    assertThat(views.run("a")).isEqualTo(before);
  }

  @Test
  void theRunWithoutNewsForLongestMakesRoomAndReadersAreTold() {
    // Given
    apply(going("b", true));
    now = NOW.plusSeconds(1);
    List.of("a", "c").forEach(id -> apply(going(id, true)));
    long known = views.revision();

    // When
    apply(going("d", true));

    // Then
    assertThat(views.runs()).extracting(RunSummary::id).containsExactlyInAnyOrder("a", "c", "d");
    assertThat(views.since(known, Optional.empty()).deleted()).containsExactly("b");
  }

  @Test
  void whatIsReadOfOldRunsTakesNoRoomFromNewerOnes() {
    // Given
    apply(going("old", true));
    now = NOW.plusSeconds(10);
    List.of("a", "b", "c").forEach(id -> apply(going(id, true)));
    apply(new Event.LossesSent("a", Split.TRAIN, List.of(1L), List.of(0.5), List.of()));

    // When
    views.apply(measured("llc", "old", "llc", "", 1, "converged"), NOW.plusSeconds(5));

    // Then
    assertThat(views.runs()).extracting(RunSummary::id).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(views.losses("a")).containsKey("train");
  }

  @Test
  void aRunThatComesBackIsStillKnownByName() {
    // Given
    apply(finished("old", 2));
    now = NOW.plusSeconds(10);
    List.of("a", "b", "c").forEach(id -> apply(going(id, true)));
    now = NOW.plusSeconds(20);

    // When
    apply(measured("llc", "old", "llc", "", 1, "converged"));

    // Then
    var run = views.run("old").orElseThrow();
    assertThat(run.state()).isEqualTo("completed");
    assertThat(run.checkpoints().announced()).isEqualTo(2);
    assertThat(run.latest()).containsKey("llc");
  }

  @Test
  void whatWasMeasuredStaysWhenItsCheckpointComesAgainAndIsPassedOver() {
    // Given
    apply(going("a", true));
    apply(measured("llc", "a", "llc", "", 1, "converged"));

    // When
    apply(measured("llc", "a", "llc", "", 1, "skipped"));
    apply(measured("llc", "a", "llc", "", 2, "skipped"));
    apply(measured("llc", "a", "llc", "", 2, "converged"));

    // Then
    assertThat(views.measurements("a").get("llc"))
        .extracting(MeasurementPoint::verdict)
        .containsExactly("converged", "converged");
  }

  @Test
  void longSeriesAreThinnedAndKeepTheNewest() {
    // When
    for (long step = 1; step <= 25; step++) {
      apply(measured("llc", "a", "llc", "", step, "converged"));
    }

    // Then
    var points = views.measurements("a").get("llc");
    assertThat(points).hasSizeLessThanOrEqualTo(10);
    assertThat(points.getLast().step()).isEqualTo(25);
    assertThat(views.run("a").orElseThrow().checkpoints().published()).isEqualTo(25);
  }

  @Test
  void whatIsMeasuredIsKnownUntilItEndsOrNothingIsHeardOfIt() {
    // Given
    apply(going("a", true));
    apply(progressed("a", 1, 0.25, NOW.minusSeconds(60)));
    apply(progressed("a", 2, 0.5, NOW));
    var both = llc("a");

    // When
    apply(new Event.JobEnded("a", "llc", 1));
    var second = llc("a");
    now = NOW.plusSeconds(121);
    var known = views.revision();
    var silent = llc("a");

    // Then
    assertThat(both.measuring()).isEqualTo(new Measuring(1, "llc", 0.25, NOW.minusSeconds(60)));
    assertThat(both.jobsInProgress()).isEqualTo(2);
    assertThat(second.measuring().step()).isEqualTo(2);
    assertThat(second.jobsInProgress()).isEqualTo(1);
    assertThat(silent.measuring()).isNull();
    assertThat(silent.jobsInProgress()).isZero();
    assertThat(views.since(known - 1, Optional.empty()).runs()).hasSize(1);
  }

  @Test
  void whatWasMeasuredMinutesAgoOrOfAnUnknownRunIsNotShown() {
    // Given
    apply(going("a", true));

    // When
    apply(progressed("a", 1, 0.25, NOW.minusSeconds(121)));
    apply(progressed("nobody", 1, 0.25, NOW));

    // Then
    assertThat(llc("a").measuring()).isNull();
    assertThat(views.run("nobody")).isEmpty();
  }

  @Test
  void aDeletedRunGoesWithItsDeadLettersAndStaysAwayUntilItStartsAgain() {
    // Given
    apply(going("a", true));
    apply(dead("llc", "a", 1));
    long known = views.revision();

    // When
    apply(new Event.Deleted("a"));
    apply(measured("llc", "a", "llc", "", 1, "converged"));
    apply(dead("llc", "a", 2));
    apply(finished("a", 1));
    var gone = views.since(known, Optional.of("a"));
    apply(going("a", true));

    // Then
    assertThat(gone.deleted()).containsExactly("a");
    assertThat(gone.runs()).isEmpty();
    assertThat(gone.deadLetters()).isEmpty();
    assertThat(views.since(known, Optional.of("a")).deleted()).containsExactly("a");
    assertThat(views.runs()).extracting(RunSummary::id).containsExactly("a");
    assertThat(views.measurements("a")).isEmpty();
  }

  private void apply(Event event) {
    views.apply(event, now);
  }

  private RunSummary.ServiceProgress llc(String run) {
    return views.run(run).orElseThrow().services().getFirst();
  }

  private static Event progressed(String run, long step, double share, Instant at) {
    return new Event.Progressed(run, "llc", new Measuring(step, "llc", share, at), at);
  }

  private static Event going(String id, boolean heldout) {
    return new Event.Announced(facts(id, heldout), Optional.empty());
  }

  private static Event finished(String id, long checkpoints) {
    return finished(id, checkpoints, true);
  }

  private static Event finished(String id, long checkpoints, boolean heldout) {
    return new Event.Announced(
        facts(id, heldout), Optional.of(new RunEnd(NOW, checkpoints, 10, false, "", 0)));
  }

  private static RunFacts facts(String id, boolean heldout) {
    return new RunFacts(
        id, id, Map.of(), "cross-entropy", "java", 100, heldout, "sgd", 0.1, 8, NOW);
  }

  private static Event dead(String service, String run, long step) {
    return new Event.DeadLettered(
        Optional.of(run), new DeadLetter(service, run + "/" + step, step, "NaN", NOW));
  }

  private static Event measured(
      String service, String run, String statistic, String variant, long step, String verdict) {
    var point = new MeasurementPoint(step, 1.0, 0.1, verdict, "", 1, 0.5, NOW, Map.of(), Map.of());
    return new Event.Measured(run, service, statistic, variant, point);
  }
}
