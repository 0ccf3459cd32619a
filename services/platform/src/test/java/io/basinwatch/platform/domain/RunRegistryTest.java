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
import java.util.function.Supplier;
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
    put(reading, run("twice", 10));
    FutureTask<Supplier<Run>> waiting =
        new FutureTask<>(() -> reading.await(checkpoint("twice", 0), LONG));
    Thread.ofVirtual().start(waiting);

    // When
    put(reading, run("twice", 20));
    reading.complete();

    // Then
    assertThat(waiting.get().get().datasetSize()).isEqualTo(20);
  }

  @Test
  void aCheckpointThatIsEarlyGetsItsRunWhenItComes() throws Exception {
    // Given
    FutureTask<Supplier<Run>> waiting =
        new FutureTask<>(() -> registry.await(checkpoint("late", 0), LONG));
    Thread.ofVirtual().start(waiting);

    // When
    put(registry, run("late"));

    // Then
    assertThat(waiting.get().get().id()).isEqualTo("late");
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
    FutureTask<Supplier<Run>> waiting =
        new FutureTask<>(() -> registry.await(checkpoint("bad", 0), LONG));
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
    put(registry, run("gone"));

    // When
    registry.remove("gone");

    // Then
    assertThatThrownBy(() -> registry.await(checkpoint("gone", 0), LONG))
        .isInstanceOf(RunGoneException.class)
        .hasMessage("run 'gone' was deleted");
    put(registry, run("gone"));
    assertThat(registry.await(checkpoint("gone", 0), Duration.ZERO).get().id()).isEqualTo("gone");
  }

  @Test
  void aCheckpointOfADeletedRunIsNotOneOfTheRunThatTookItsId() throws Exception {
    // Given
    put(registry, run("again"));
    registry.remove("again");

    // When
    put(registry, run("again"));

    // Then
    assertThatThrownBy(() -> registry.await(checkpoint("again", -1), LONG))
        .isInstanceOf(RunGoneException.class);
    assertThat(registry.await(checkpoint("again", 0), LONG).get().id()).isEqualTo("again");
  }

  @Test
  void aRunThatStartsOnceMoreKeepsItsCheckpoints() throws Exception {
    // Given
    put(registry, run("resumed"));

    // When
    put(registry, run("resumed"));

    // Then
    assertThat(registry.await(checkpoint("resumed", -1), LONG).get().id()).isEqualTo("resumed");
  }

  /**
   * @param seconds after the start of the run that it was saved
   */
  private static Checkpoint checkpoint(String run, long seconds) {
    return new Checkpoint(run, 1, NOTHING, START.plusSeconds(seconds));
  }

  private static void put(RunRegistry registry, Run run) {
    registry.put(run.id(), run.startedAt(), () -> run);
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
