package io.basinwatch.trainers.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.MinibatchLosses;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunFinished.Outcome;
import io.basinwatch.v1.RunStarted;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPublisherTest {
  private static final byte[] SMALL = {1, 2, 3};
  private static final RunFiles FILES =
      new RunFiles(SMALL, SMALL, Optional.of(SMALL), Optional.empty());
  private static final RunStarted FACTS =
      RunStarted.newBuilder().setRunId("run-1").setName("run").setDatasetSize(10).build();

  @TempDir Path store;

  private final MockProducer<String, byte[]> kafka =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

  private RunPublisher start() throws IOException {
    return RunPublisher.start(new RunProducer(kafka), new ClaimCheck(store), FACTS, FILES);
  }

  private List<ProducerRecord<String, byte[]>> sentTo(String topic) {
    return kafka.history().stream().filter(record -> record.topic().equals(topic)).toList();
  }

  @Test
  void finishingRecordRepeatsTheStartAndCounts() throws IOException {
    // Given
    RunPublisher publisher = start();

    // When
    publisher.checkpoint(0, 0, SMALL);
    publisher.loss(1, 2.5, 0.1, 3);
    publisher.checkpoint(7, 70, SMALL);
    publisher.finish();

    // Then
    List<ProducerRecord<String, byte[]>> runs = sentTo("basinwatch.runs");
    assertThat(runs).extracting(ProducerRecord::key).containsExactly("run-1", "run-1");
    RunEvent last = RunEvent.parseFrom(runs.getLast().value());
    assertThat(last.getStarted())
        .isEqualTo(RunEvent.parseFrom(runs.getFirst().value()).getStarted());
    assertThat(last.getFinished().getCheckpoints()).isEqualTo(2);
    assertThat(last.getFinished().getLastStep()).isEqualTo(7);
    assertThat(last.getFinished().getOutcome()).isEqualTo(Outcome.OUTCOME_COMPLETED);
  }

  @Test
  void aStepThatIsSavedTwiceIsOneCheckpoint() throws IOException {
    // Given
    RunPublisher publisher = start();

    // When
    publisher.checkpoint(7, 70, SMALL);
    publisher.checkpoint(7, 70, SMALL);
    publisher.finish();

    // Then
    RunEvent last = RunEvent.parseFrom(sentTo("basinwatch.runs").getLast().value());
    assertThat(last.getFinished().getCheckpoints()).isEqualTo(1);
  }

  @Test
  void lossesTravelTogetherAndBeforeTheCheckpointThatTheyLedTo() throws IOException {
    // Given
    RunPublisher publisher = start();

    // When
    publisher.loss(1, 2.5, 0.1, 3);
    publisher.loss(2, 2.25, 0.1, 4);
    publisher.heldoutLoss(2, 9);
    publisher.checkpoint(2, 20, SMALL);

    // Then
    assertThat(kafka.history())
        .extracting(ProducerRecord::topic)
        .containsExactly(
            "basinwatch.runs", "basinwatch.losses", "basinwatch.losses", "basinwatch.checkpoints");
    MinibatchLosses train = MinibatchLosses.parseFrom(kafka.history().get(1).value());
    assertThat(train.getStepList()).containsExactly(1L, 2L);
    assertThat(train.getLossList()).containsExactly(2.5, 2.25);
    assertThat(train.getGradientNormList()).containsExactly(3.0, 4.0);
    assertThat(train.getSplit()).isEqualTo(MinibatchLosses.Split.SPLIT_TRAIN);
  }

  @Test
  void largeWeightsGoToTheStoreAndSmallOnesTravelInline() throws IOException {
    // Given
    RunPublisher publisher = start();
    byte[] large = new byte[ClaimCheck.INLINE_BYTES + 1];

    // When
    publisher.checkpoint(1, 10, large);
    publisher.checkpoint(2, 20, SMALL);

    // Then
    List<ProducerRecord<String, byte[]>> records = sentTo("basinwatch.checkpoints");
    CheckpointSaved first = CheckpointSaved.parseFrom(records.getFirst().value());
    assertThat(records.getFirst().key()).isEqualTo("run-1/1");
    Path file = Path.of(URI.create(first.getWeights().getUri()));
    assertThat(file).startsWith(store).hasBinaryContent(large);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    assertThat(first.getWeights().getSizeBytes()).isEqualTo(large.length);
    assertThat(first.getWeights().getSha256().size()).isEqualTo(32);
    CheckpointSaved second = CheckpointSaved.parseFrom(records.getLast().value());
    assertThat(second.getWeights().getInline().toByteArray()).isEqualTo(SMALL);
    try (var files = Files.walk(store)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void aBrokerThatRefusesIsReported() throws IOException {
    // Given
    RunPublisher publisher = start();
    kafka.sendException = new KafkaException("gone");

    // When
    // Then
    assertThatThrownBy(() -> publisher.checkpoint(1, 10, SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gone");
  }
}
