package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.platform.domain.Reference.Location;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunRegistryTest {
  private static final Duration LONG = Duration.ofMinutes(1);

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
    FutureTask<Run> waiting = new FutureTask<>(() -> reading.await("twice", LONG));
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
    FutureTask<Run> waiting = new FutureTask<>(() -> registry.await("late", LONG));
    Thread.ofVirtual().start(waiting);

    // When
    registry.put(run("late"));

    // Then
    assertThat(waiting.get().id()).isEqualTo("late");
  }

  @Test
  void aRunThatNeverComesIsWaitedForOnce() {
    // Given
    assertThatThrownBy(() -> registry.await("never", Duration.ofMillis(1)))
        .isInstanceOf(InvalidInputException.class);

    // When, Then
    assertThatThrownBy(() -> registry.await("never", LONG))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("run 'never' is unknown");
  }

  @Test
  void aRejectedRunEndsTheWaitWithItsReason() {
    // Given
    FutureTask<Run> waiting = new FutureTask<>(() -> registry.await("bad", LONG));
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
    assertThatThrownBy(() -> registry.await("gone", LONG))
        .isInstanceOf(RunGoneException.class)
        .hasMessage("run 'gone' was deleted");
    assertThatThrownBy(() -> registry.requireNotGone("gone")).isInstanceOf(RunGoneException.class);
    registry.put(run("gone"));
    registry.requireNotGone("gone");
    assertThat(registry.await("gone", Duration.ZERO).id()).isEqualTo("gone");
  }

  private static Run run(String id) {
    return run(id, 10);
  }

  private static Run run(String id, long datasetSize) {
    Reference nothing = new Reference(new Location.Missing(), 0, "");
    return new Run(
        id,
        nothing,
        LossSpec.of(Loss.CROSS_ENTROPY),
        nothing,
        Optional.empty(),
        datasetSize,
        Optional.empty(),
        Map.of());
  }
}
