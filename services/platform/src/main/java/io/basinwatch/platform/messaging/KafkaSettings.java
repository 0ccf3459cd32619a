package io.basinwatch.platform.messaging;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Settings of the clients that are not channels, from the {@code kafka.*} properties. */
final class KafkaSettings {
  private KafkaSettings() {}

  static Map<String, Object> client(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return settings;
  }

  /** Of a consumer that belongs to no group, commits nothing and chooses its own partitions. */
  static Map<String, Object> independentConsumer(Map<String, Object> kafka, String clientId) {
    Map<String, Object> settings = client(kafka);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }
}
