package io.basinwatch.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.trainers.jobs.Jobs;
import io.basinwatch.trainers.publish.ClaimCheck;
import io.basinwatch.trainers.publish.RunFiles;
import io.basinwatch.trainers.publish.RunProducer;
import io.basinwatch.trainers.publish.RunPublisher;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunFinished.Outcome;
import io.basinwatch.v1.RunStarted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  @TempDir Path store;

  private final MockProducer<String, byte[]> kafka =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

  private Trainer trainer(TrainingJob job) throws IOException {
    byte[] unread = {0};
    RunFiles files = new RunFiles(unread, unread, Optional.empty(), Optional.empty());
    RunStarted facts = RunStarted.newBuilder().setRunId("run").build();
    ClaimCheck claimCheck = new ClaimCheck(store);
    return new Trainer(job, RunPublisher.start(new RunProducer(kafka), claimCheck, facts, files));
  }

  private long sentTo(String topic) {
    return kafka.history().stream().filter(record -> record.topic().equals(topic)).count();
  }

  @Test
  void digitsAreLearnt() throws IOException {
    // Given
    TrainingJob job = Jobs.byName("digits", 0).orElseThrow();

    // When
    try (Trainer trainer = trainer(job)) {
      trainer.train();

      // Then
      assertThat(trainer.heldoutAccuracy()).isGreaterThanOrEqualTo(0.95);
      assertThat(sentTo("basinwatch.checkpoints")).isGreaterThanOrEqualTo(20);
    }
  }

  @Test
  void additionIsMemorisedBeforeItIsUnderstood() throws IOException {
    // Given
    TrainingJob job = Jobs.byName("grokking", 0).orElseThrow();

    // When
    try (Trainer trainer = trainer(job.withCheckpoints(List.of(0L, 600L)))) {
      trainer.train();

      // Then
      assertThat(trainer.trainAccuracy()).isGreaterThan(0.99);
      assertThat(trainer.heldoutAccuracy()).isLessThan(0.2);
    }
  }

  @Test
  void linearTeacherIsLearntToItsNoise() throws IOException {
    // Given
    TrainingJob job = Jobs.byName("linear", 0).orElseThrow();

    // When
    try (Trainer trainer = trainer(job)) {
      double before = trainer.heldoutLoss();
      trainer.train();

      // Then: half the noise's variance for each of 6 outputs, and half the squared singular values
      assertThat(before).isGreaterThan(20);
      assertThat(trainer.heldoutLoss()).isBetween(2.7, 3.4);
    }
  }

  @Test
  void theSameSeedTrainsTheSameNetwork() throws IOException {
    // Given
    TrainingJob job = Jobs.byName("digits", 3).orElseThrow().withCheckpoints(List.of(0L, 50L));

    // When
    double first;
    double second;
    try (Trainer trainer = trainer(job)) {
      trainer.train();
      first = trainer.heldoutLoss();
    }
    try (Trainer trainer = trainer(job)) {
      trainer.train();
      second = trainer.heldoutLoss();
    }

    // Then
    assertThat(first).isEqualTo(second);
  }

  @Test
  void anInterruptedRunIsPublishedAsFailed() throws IOException {
    // Given
    TrainingJob job = Jobs.byName("digits", 0).orElseThrow();
    Thread.currentThread().interrupt();

    // When
    assertThatThrownBy(
            () -> TrainingRun.execute(job, "run", new RunProducer(kafka), new ClaimCheck(store)))
        .isInstanceOf(CancellationException.class);
    boolean interrupted = Thread.interrupted();

    // Then
    assertThat(interrupted).isTrue();
    ProducerRecord<String, byte[]> last = kafka.history().getLast();
    assertThat(last.topic()).isEqualTo("basinwatch.runs");
    assertThat(RunEvent.parseFrom(last.value()).getFinished().getOutcome())
        .isEqualTo(Outcome.OUTCOME_FAILED);
  }

  @Test
  void anyNameGivesAnIdThatTheStoreCanHold() {
    // Given
    String name = "../" + "x".repeat(200) + " é\n";

    // When
    String id = TrainingRun.newId(name);

    // Then
    assertThat(id).matches("[A-Za-z0-9._-]{1,100}").doesNotContain("..");
  }
}
