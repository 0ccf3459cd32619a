package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.statistics.Statistics;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class MeasurementPublisherTest {
  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          "run", 1, new Reference(new Reference.Location.Missing(), 0, ""), Instant.EPOCH);

  private final Queue<Uni<Void>> answers = new ArrayDeque<>();
  private final MeasurementPublisher publisher =
      new MeasurementPublisher(event -> answers.remove(), InstantSource.system());

  @Test
  void aResultThatIsRefusedConcernsItsOwnCheckpointOnly() {
    // Given
    answers.add(Uni.createFrom().failure(new IllegalStateException("too large")));
    answers.add(Uni.createFrom().voidItem());
    publish();

    // When, Then
    assertThatThrownBy(publisher::awaitSent)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("too large");
    publish();
    publisher.awaitSent();
  }

  private void publish() {
    publisher.publishSkipped("losses", CHECKPOINT, List.of(Statistics.byName("loss")));
  }
}
