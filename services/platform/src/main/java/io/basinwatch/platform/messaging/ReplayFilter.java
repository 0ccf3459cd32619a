package io.basinwatch.platform.messaging;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets every record through once. A consumer that commits nothing starts again at the beginning
 * whenever the broker hands it its partitions anew. Not safe for concurrent use.
 */
public final class ReplayFilter {
  private final Map<TopicPartition, Long> seen = new HashMap<>();

  /** Whether the record has not been here before. */
  public boolean isNew(ConsumerRecord<?, ?> record) {
    var partition = new TopicPartition(record.topic(), record.partition());
    boolean fresh = record.offset() > seen.getOrDefault(partition, -1L);
    if (fresh) {
      seen.put(partition, record.offset());
    }
    return fresh;
  }
}
