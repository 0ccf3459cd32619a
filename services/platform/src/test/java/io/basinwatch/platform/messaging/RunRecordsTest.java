package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.EmbeddedBroker;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordsTest {
  /** More than are held. */
  private static final int RUNS = 20;

  private static final TopicPartition PARTITION = new TopicPartition(Topics.RUNS, 0);

  @TempDir Path directory;

  @Test
  void everyRunCanBeHadHoweverMuchWasReadSince() throws Exception {
    // Given
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
      Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
      sendRuns(settings);
      RunRecords records = new RunRecords(settings);

      // When, Then
      for (int i = 0; i < 2 * RUNS; i++) {
        assertThat(records.read(new Place(PARTITION, i % RUNS)).id()).isEqualTo("run-" + i % RUNS);
      }
      records.close();
    }
  }

  private static void sendRuns(Map<String, Object> settings) throws Exception {
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < RUNS; i++) {
        String run = "run-" + i;
        byte[] started = TestRun.event(TestRun.started(run)).toByteArray();
        producer.send(new ProducerRecord<>(Topics.RUNS, run, started)).get();
      }
    }
  }
}
