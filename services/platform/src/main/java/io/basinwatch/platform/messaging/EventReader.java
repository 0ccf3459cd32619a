package io.basinwatch.platform.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.platform.domain.OneLine;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads events for a view. A record that is no event is passed over with a line in the log; only a
 * checkpoint's goes to dead letters, to those of the services that measure. Not safe for concurrent
 * use.
 */
public final class EventReader {
  private static final Logger LOG = Logger.getLogger(EventReader.class);

  private final Handler handler;
  private final Map<TopicPartition, Long> seen = new HashMap<>();

  public EventReader(Handler handler) {
    this.handler = handler;
  }

  /** What is done with a record. */
  public interface Handler {
    void accept(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException;
  }

  /** Every record. */
  public void read(ConsumerRecords<byte[], byte[]> records) {
    records.forEach(this::read);
  }

  /**
   * Every record once: a consumer that commits nothing starts again at the beginning whenever the
   * broker hands it its partitions anew.
   */
  public void readOnce(ConsumerRecords<byte[], byte[]> records) {
    for (var record : records) {
      if (isNew(record)) {
        read(record);
      }
    }
  }

  private boolean isNew(ConsumerRecord<?, ?> record) {
    var partition = new TopicPartition(record.topic(), record.partition());
    boolean fresh = record.offset() > seen.getOrDefault(partition, -1L);
    if (fresh) {
      seen.put(partition, record.offset());
    }
    return fresh;
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    try {
      handler.accept(record);
    } catch (InvalidProtocolBufferException e) {
      LOG.warnf(
          "%s-%d, offset %d: not an event: %s",
          record.topic(), record.partition(), record.offset(), OneLine.of(e));
    }
  }
}
