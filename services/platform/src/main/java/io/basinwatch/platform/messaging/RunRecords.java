package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.Run;
import io.basinwatch.platform.domain.RunGoneException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a run from its record once more when it is needed: with its inline files it may take 2 MiB,
 * and there is no end to the runs of a topic. Holds those that were used last.
 */
@Singleton
class RunRecords {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int HELD = 8;

  /** Where a record lies, and its key. */
  record Place(TopicPartition partition, long offset, String key) {
    static Place of(ConsumerRecord<String, ?> entry) {
      TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
      return new Place(partition, entry.offset(), entry.key());
    }
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<Place, Run> held =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Run> eldest) {
          return size() > HELD;
        }
      };

  RunRecords(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    Map<String, Object> settings =
        new HashMap<>(KafkaSettings.independentConsumer(kafka, "basinwatch-run-records"));
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The run of the record, or of the newer one of its key to which it has given way.
   *
   * @throws RunGoneException where it has given way to a deletion
   */
  synchronized Run read(Place place) {
    return held.computeIfAbsent(place, this::fetch);
  }

  @PreDestroy
  synchronized void close() {
    consumer.close();
  }

  private Run fetch(Place place) {
    consumer.assign(List.of(place.partition()));
    consumer.seek(place.partition(), place.offset());
    while (true) {
      for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
        if (place.key().equals(entry.key())) {
          return run(entry);
        }
      }
    }
  }

  private static Run run(ConsumerRecord<String, byte[]> entry) {
    if (entry.value() == null) {
      throw new RunGoneException(entry.key());
    }
    return Events.run(entry.value());
  }
}
