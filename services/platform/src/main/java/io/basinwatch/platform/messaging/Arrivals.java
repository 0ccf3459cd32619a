package io.basinwatch.platform.messaging;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells which records of a channel are new to the service. Of the others another process, or this
 * one before it lost the partition, may have published some results. Confined to one thread at a
 * time.
 */
final class Arrivals {

  /**
   * @param generation of the consumer group: another one each time that partitions are handed out
   */
  private record Arrival(long offset, int generation) {}

  private final Map<Integer, Arrival> last = new HashMap<>(); // by partition

  /**
   * To be asked about every record in turn, whatever becomes of it: a record is new where this
   * process comes to it from the one before, unless it has been among the dead letters.
   */
  boolean isNew(IncomingKafkaRecordMetadata<?, ?> record) {
    int generation = record.getConsumerGroupGenerationId();
    Arrival previous = last.put(record.getPartition(), new Arrival(record.getOffset(), generation));
    return new Arrival(record.getOffset() - 1, generation).equals(previous)
        && record.getHeaders().lastHeader(DeadLetterRecord.REASON) == null;
  }
}
