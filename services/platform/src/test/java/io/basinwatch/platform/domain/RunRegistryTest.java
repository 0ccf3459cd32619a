package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.platform.domain.Reference.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunRegistryTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Reference NOTHING = new Reference(new Location.Missing(), 0, "");

  private final RunRegistry registry = new RunRegistry();

  @BeforeEach
  void complete() {
    registry.complete();
  }

  @Test
  void anOutdatedStartIsNotGivenAwayBeforeThePastIsRead() throws Exception {
    // Given
    RunRegistry reading = new RunRegistry();
    reading.put(run("twice", 10));
    FutureTask<Run> waiting = new FutureTask<>(() -> reading.await(checkpoint("twice", 0), LONG));
    Thread.ofVirtual().start(waiting);

    // When
    reading.put(run("twice", 20));
    reading.complete();

    // Then
    assertThat(waiting.get().datasetSize()).isEqualTo(20);
  }

  @Test
  void aCheckpointThatIsEarlyGetsItsRunWhenItComes() throws Exception {
    // Given
    FutureTask<Run> waiting = new FutureTask<>(() -> registry.await(checkpoint("late", 0), LONG));
    Thread.ofVirtual().start(waiting);

    // When
    registry.put(run("late"));

    // Then
    assertThat(waiting.get().id()).isEqualTo("late");
  }

  @Test
  void aRunThatNeverComesIsWaitedForOnce() {
    // Given
    assertThatThrownBy(() -> registry.await(checkpoint("never", 0), Duration.ofMillis(1)))
        .isInstanceOf(InvalidInputException.class);

    // When, Then
    assertThatThrownBy(() -> registry.await(checkpoint("never", 0), LONG))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("run 'never' is unknown");
  }

  @Test
  void aRejectedRunEndsTheWaitWithItsReason() {
    // Given
    FutureTask<Run> waiting = new FutureTask<>(() -> registry.await(checkpoint("bad", 0), LONG));
    Thread.ofVirtual().start(waiting);

    // When
    registry.reject("bad", "loss 'hinge' is unknown");

    // Then
    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("run 'bad' cannot be measured: loss 'hinge' is unknown");
  }

  @Test
  void aRunThatIsRemovedIsGoneUntilItStartsAgain() throws Exception {
    // Given
    registry.put(run("gone"));

    // When
    registry.remove("gone");

    // Then
    assertThatThrownBy(() -> registry.await(checkpoint("gone", 0), LONG))
        .isInstanceOf(RunGoneException.class)
        .hasMessage("run 'gone' was deleted");
    registry.put(run("gone"));
    assertThat(registry.await(checkpoint("gone", 0), Duration.ZERO).id()).isEqualTo("gone");
  }

  @Test
  void aCheckpointOfADeletedRunIsNotOneOfTheRunThatTookItsId() throws Exception {
    // Given
    registry.put(run("again"));
    registry.remove("again");

    // When
    registry.put(run("again"));

    // Then
    assertThatThrownBy(() -> registry.await(checkpoint("again", -1), LONG))
        .isInstanceOf(RunGoneException.class);
    assertThat(registry.await(checkpoint("again", 0), LONG).id()).isEqualTo("again");
  }

  @Test
  void aRunThatStartsOnceMoreKeepsItsCheckpoints() throws Exception {
    // Given
    registry.put(run("resumed"));

    // When
    registry.put(run("resumed"));

    // Then
    assertThat(registry.await(checkpoint("resumed", -1), LONG).id()).isEqualTo("resumed");
  }

  /**
   * @param seconds after the start of the run that it was saved
   */
  private static Checkpoint checkpoint(String run, long seconds) {
    return new Checkpoint(run, 1, NOTHING, START.plusSeconds(seconds));
  }

  private static Run run(String id) {
    return run(id, 10);
  }

  private static Run run(String id, long datasetSize) {
    return new Run(
        id,
        START,
        NOTHING,
        LossSpec.of(Loss.CROSS_ENTROPY),
        NOTHING,
        Optional.empty(),
        datasetSize,
        Optional.empty(),
        Map.of());
  }
}
