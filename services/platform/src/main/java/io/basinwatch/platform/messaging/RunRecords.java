package io.basinwatch.platform.messaging;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.platform.domain.Run;
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

  /** Where a record lies. */
  record Place(TopicPartition partition, long offset) {
    static Place of(ConsumerRecord<?, ?> entry) {
      return new Place(new TopicPartition(entry.topic(), entry.partition()), entry.offset());
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
   * @throws InvalidInputException where the record has given way to a newer one of its run
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
        if (entry.offset() != place.offset()) {
          throw new InvalidInputException("the run's start was replaced while it was read");
        }
        return Events.run(entry.value());
      }
    }
  }
}
