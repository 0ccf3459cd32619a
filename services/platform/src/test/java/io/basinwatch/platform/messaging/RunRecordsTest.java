package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.broker.EmbeddedBroker;
import io.basinwatch.platform.domain.RunGoneException;
import io.basinwatch.platform.messaging.RunRecords.Place;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.topics.Topics;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
  /** More than are held. */
  private static final int RUNS = 20;

  private static final TopicPartition PARTITION = new TopicPartition(Topics.RUNS, 0);

  private static EmbeddedBroker broker;
  private static RunRecords records;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    broker = EmbeddedBroker.start(directory, 0);
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < RUNS; i++) {
        send(producer, "run-" + i, started("run-" + i, 100));
      }
      send(producer, "run-0", started("run-0", 200));
      send(producer, "run-1", null);
      send(producer, "run-1", started("run-1", 200));
    }
    records = new RunRecords(settings);
  }

  @AfterAll
  static void stop() {
    records.close();
    broker.close();
  }

  @Test
  void everyRunCanBeHadHoweverMuchWasReadSince() {
    // When, Then
    for (int i = 0; i < 2 * RUNS; i++) {
      String run = "run-" + i % RUNS;
      assertThat(records.read(new Place(PARTITION, i % RUNS, run)).id()).isEqualTo(run);
    }
  }

  @Test
  void aRecordThatIsCompactedAwayGivesWayToTheNewerOneOfItsRun() {
    // Given
    Place compacted = new Place(PARTITION, 2, "run-0"); // where another run's record comes next

    // When, Then
    assertThat(records.read(compacted).datasetSize()).isEqualTo(200);
  }

  @Test
  void aRecordThatIsCompactedAwayGivesWayToTheDeletionOfItsRun() {
    // Given
    Place compacted = new Place(PARTITION, 2, "run-1");

    // When, Then
    assertThatThrownBy(() -> records.read(compacted)).isInstanceOf(RunGoneException.class);
  }

  private static byte[] started(String run, long datasetSize) {
    return TestRun.event(TestRun.started(run).setDatasetSize(datasetSize)).toByteArray();
  }

  private static void send(KafkaProducer<String, byte[]> producer, String run, byte[] value)
      throws Exception {
    producer.send(new ProducerRecord<>(Topics.RUNS, run, value)).get();
  }
}
