package io.basinwatch.platform.messaging;

import io.basinwatch.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Looks ahead in the checkpoints topic, for the policy `latest`: does a newer checkpoint of the
 * same run wait behind this one? It reads on from where it was, so that each record is looked at
 * once. Confined to one thread at a time.
 */
final class NewerCheckpoints implements Backlog, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Map<String, Long>> lastOffsets = new HashMap<>();

  NewerCheckpoints(Map<String, Object> kafka, String service) {
    consumer =
        new KafkaConsumer<>(
            KafkaSettings.independentConsumer(kafka, "basinwatch-" + service + "-lookahead"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
  }

  @Override
  public boolean hasNewer(String run, int partition, long offset) {
    TopicPartition place = new TopicPartition(Topics.CHECKPOINTS, partition);
    readOn(place, offset + 1);
    return lastOffsets.getOrDefault(place, Map.of()).getOrDefault(run, -1L) > offset;
  }

  private void readOn(TopicPartition place, long from) {
    consumer.assign(List.of(place));
    long position = Math.max(from, positions.getOrDefault(place, 0L));
    consumer.seek(place, position);
    long end = consumer.endOffsets(List.of(place)).get(place);
    while (position < end) {
      consumer.poll(POLL).forEach(entry -> note(place, entry));
      position = consumer.position(place);
    }
    positions.put(place, position);
  }

  private void note(TopicPartition place, ConsumerRecord<String, byte[]> entry) {
    if (entry.key() != null) {
      String run = entry.key().substring(0, Math.max(entry.key().lastIndexOf('/'), 0));
      lastOffsets
          .computeIfAbsent(place, unused -> new HashMap<>())
          .merge(run, entry.offset(), Math::max);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
