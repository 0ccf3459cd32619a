package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.EmbeddedBroker;
import io.basinwatch.topics.Keys;
import io.basinwatch.topics.Topics;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewerCheckpointsTest {
  private static final int PARTITION = 1;

  @TempDir Path directory;

  @Test
  void onlyANewerCheckpointOfTheSameRunCounts() throws Exception {
    // Given
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
      Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (var producer =
              new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
          NewerCheckpoints newer = new NewerCheckpoints(settings, "llc")) {
        long first = send(producer, "a", 1);
        long other = send(producer, "b", 1);
        long last = send(producer, "a", 2);

        // When, Then
        assertThat(newer.hasNewer("a", PARTITION, first)).isTrue();
        assertThat(newer.hasNewer("b", PARTITION, other)).isFalse();
        assertThat(newer.hasNewer("a", PARTITION, last)).isFalse();

        send(producer, "a", 3);
        assertThat(newer.hasNewer("a", PARTITION, last)).isTrue();
      }
    }
  }

  private static long send(KafkaProducer<String, byte[]> producer, String run, long step)
      throws Exception {
    String key = Keys.checkpoint(run, step);
    return producer
        .send(new ProducerRecord<>(Topics.CHECKPOINTS, PARTITION, key, new byte[] {1}))
        .get()
        .offset();
  }
}
