package io.basinwatch.tracker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.platform.progress.ExpectedStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrackerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final Duration SILENCE = Duration.ofDays(1);
  private static final int FOLLOWED = 3;

  private final Tracker tracker =
      new Tracker(
          new ExpectedStatistics(Map.of("llc", List.of("llc"))),
          new Lifetime(GRACE, SILENCE),
          FOLLOWED);

  @BeforeEach
  void ownEverything() {
    tracker.owns(Set.of(0), run -> 0);
  }

  @Test
  void theNewestIsThatOfTheGreatestStep() {
    // Given
    tracker.announced(going("a"));

    // When
    tracker.measured("a", llc(20, 7.0, "converged"));
    tracker.measured("a", llc(10, 5.0, "converged"));
    tracker.loss("a", new MinibatchLoss(MinibatchLoss.TRAIN, 30, 0.5, START));
    tracker.loss("a", new MinibatchLoss(MinibatchLoss.TRAIN, 25, 0.9, START));

    // Then
    var status = only(START);
    assertThat(status.estimates()).extracting(Estimate::step).containsExactly(20L);
    assertThat(status.losses()).extracting(MinibatchLoss::loss).containsExactly(0.5);
    assertThat(status.step()).hasValue(30);
  }

  @Test
  void aSkippedCheckpointLeavesTheValueAndTheQueue() {
    // Given
    tracker.announced(going("a"));
    tracker.checkpoint("a", 1, START);
    tracker.checkpoint("a", 2, START);
    tracker.measured("a", llc(1, 5.0, "converged"));

    // When
    tracker.measured("a", without(2, "skipped"));

    // Then
    var status = only(START);
    assertThat(status.estimates()).extracting(Estimate::step).containsExactly(1L);
    assertThat(status.queueLengths()).containsEntry("llc", 0);
  }

  @Test
  void aDeadLetterSettlesItsCheckpointAndIsCounted() {
    // Given
    tracker.announced(going("a"));
    tracker.checkpoint("a", 1, START);
    tracker.checkpoint("a", 2, START);

    // When
    tracker.deadLetter("llc", "a", OptionalLong.of(1), START);

    // Then
    var status = only(START);
    assertThat(status.queueLengths()).containsEntry("llc", 1);
    assertThat(status.deadLetters()).containsEntry("llc", 1L);
    assertThat(status.measured()).isEqualTo(1);
  }

  @Test
  void aFinishedRunGoesOnceItIsMeasuredAndTheGraceIsOver() {
    // Given
    tracker.announced(going("a"));
    tracker.checkpoint("a", 1, START);
    tracker.announced(finished("a", 1));
    var late = START.plus(GRACE).plusSeconds(1);
    assertThat(tracker.exported(late)).as("still to be measured").hasSize(1);

    // When
    tracker.measured("a", llc(1, 5.0, "converged"));

    // Then
    assertThat(tracker.exported(START.plus(GRACE))).as("in its grace").hasSize(1);
    assertThat(tracker.exported(late)).isEmpty();
  }

  @Test
  void whatIsReadAgainDoesNotBringARunBack() {
    // Given
    var late = START.plus(GRACE).plusSeconds(1);
    tracker.announced(finished("a", 0));
    assertThat(tracker.exported(late)).isEmpty();

    // When
    tracker.announced(finished("a", 0));
    tracker.measured("a", llc(1, 5.0, "converged"));

    // Then
    assertThat(tracker.exported(START)).isEmpty();
  }

  @Test
  void aRunThatStartsAgainIsBack() {
    // Given
    tracker.announced(finished("a", 0));
    assertThat(tracker.exported(START.plus(GRACE).plusSeconds(1))).isEmpty();

    // When
    tracker.announced(going("a"));

    // Then
    assertThat(tracker.exported(START)).hasSize(1);
  }

  @Test
  void aRunThatIsDeletedGoesAtOnceAndStaysAway() {
    // Given
    tracker.announced(going("a"));
    tracker.measured("a", llc(1, 5.0, "converged"));

    // When
    tracker.deleted("a");
    tracker.measured("a", llc(2, 5.0, "converged"));

    // Then
    assertThat(tracker.exported(START)).isEmpty();
  }

  @Test
  void aRunThatWentSilentGoes() {
    // Given
    tracker.announced(going("a"));

    // When
    var before = tracker.exported(START.plus(SILENCE));
    var after = tracker.exported(START.plus(SILENCE).plusSeconds(1));

    // Then
    assertThat(before).hasSize(1);
    assertThat(after).isEmpty();
  }

  @Test
  void newsBringsASilentRunBackAsItWas() {
    // Given
    tracker.announced(going("a"));
    tracker.checkpoint("a", 1, START);
    var resumed = START.plus(SILENCE).plusSeconds(3600);
    assertThat(tracker.exported(resumed)).isEmpty();

    // When
    tracker.loss("a", new MinibatchLoss(MinibatchLoss.TRAIN, 30, 0.5, resumed));

    // Then
    assertThat(only(resumed).published()).isEqualTo(1);
  }

  @Test
  void aRunThatStartedLongAgoIsExportedOnceItsNewsIsRead() {
    // Given
    var now = START.plus(SILENCE).plus(SILENCE);
    tracker.announced(going("a"));
    assertThat(tracker.exported(now)).isEmpty();

    // When
    tracker.checkpoint("a", 1, START);
    tracker.exported(now);
    tracker.measured("a", llc(1, 5.0, "converged"));
    tracker.exported(now);
    tracker.loss("a", new MinibatchLoss(MinibatchLoss.TRAIN, 30, 0.5, now));

    // Then
    assertThat(only(now).measured()).isEqualTo(1);
  }

  @Test
  void theBacklogOfAFinishedRunIsExportedOnceItIsRead() {
    // Given
    var now = START.plus(GRACE).plusSeconds(600);
    tracker.announced(finished("a", 3));
    tracker.exported(now);

    // When
    tracker.measured("a", llc(1, 5.0, "converged"));
    tracker.exported(now);
    tracker.checkpoint("a", 1, START);
    tracker.checkpoint("a", 2, START);
    tracker.exported(now);
    tracker.checkpoint("a", 3, START);

    // Then
    assertThat(only(now).queueLengths()).containsEntry("llc", 2);
  }

  @Test
  void ofMoreRunsThanAreFollowedThoseWithTheNewestNewsStay() {
    // Given
    List.of("a", "b", "c").forEach(id -> tracker.announced(going(id)));
    for (var id : List.of("a", "b", "c")) {
      tracker.loss(id, new MinibatchLoss(MinibatchLoss.TRAIN, 1, 0.5, START.plusSeconds(2)));
    }

    // When
    tracker.announced(going("d"));
    var refused = tracker.exported(START);
    tracker.loss("d", new MinibatchLoss(MinibatchLoss.TRAIN, 1, 0.5, START.plusSeconds(3)));

    // Then
    assertThat(refused)
        .extracting(run -> run.facts().id())
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(tracker.exported(START))
        .hasSize(FOLLOWED)
        .extracting(run -> run.facts().id())
        .contains("d");
  }

  @Test
  void onlyOwnedRunsAreExportedAndOthersForgetTheirValues() {
    // Given
    tracker.announced(going("a"));
    tracker.measured("a", llc(1, 5.0, "converged"));

    // When
    tracker.owns(Set.of(1), run -> 0);
    var disowned = tracker.exported(START);
    tracker.owns(Set.of(0, 1), run -> 0);

    // Then
    assertThat(disowned).isEmpty();
    assertThat(only(START).estimates()).isEmpty();
  }

  @Test
  void aRunIsExportedOnceItsStartIsKnown() {
    // When
    tracker.measured("a", llc(1, 5.0, "converged"));

    // Then
    assertThat(tracker.exported(START)).isEmpty();
  }

  private RunStatus only(Instant now) {
    var exported = tracker.exported(now);
    assertThat(exported).hasSize(1);
    return exported.getFirst();
  }

  private static RunFacts going(String id) {
    return new RunFacts(id, id, "cross-entropy", "java", false, START, Optional.empty());
  }

  private static RunFacts finished(String id, long checkpoints) {
    var end = new RunFacts.End(START, checkpoints);
    return new RunFacts(id, id, "cross-entropy", "java", false, START, Optional.of(end));
  }

  private static Estimate llc(long step, double value, String verdict) {
    return new Estimate(
        "llc",
        "llc",
        "",
        step,
        OptionalDouble.of(value),
        OptionalDouble.of(0.1),
        verdict,
        Map.of(),
        START);
  }

  private static Estimate without(long step, String verdict) {
    return new Estimate(
        "llc",
        "llc",
        "",
        step,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        verdict,
        Map.of(),
        START);
  }
}
