package io.basinwatch.console.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.console.domain.Views;
import io.basinwatch.platform.messaging.ReplayFilter;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads every topic from its beginning into the views. Offsets are never committed; when the broker
 * makes the consumer start again, records that were seen are passed over.
 */
@ApplicationScoped
class EventConsumer {
  private static final Logger LOG = Logger.getLogger(EventConsumer.class);

  private final Views views;
  private final ReplayFilter filter = new ReplayFilter();

  EventConsumer(Views views) {
    this.views = views;
  }

  @Incoming("console-events")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    for (var record : records) {
      if (filter.isNew(record)) {
        apply(record);
      }
    }
  }

  /** A record that is no event goes to the dead letters of the services that work on it. */
  private void apply(ConsumerRecord<byte[], byte[]> record) {
    try {
      RecordDecoder.decode(record).ifPresent(views::apply);
    } catch (InvalidProtocolBufferException e) {
      LOG.warnf(
          "%s-%d, offset %d: not an event: %s",
          record.topic(), record.partition(), record.offset(), e.getMessage());
    }
  }
}
