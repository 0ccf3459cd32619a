package io.basinwatch.console.messaging;

import io.basinwatch.console.domain.Views;
import io.basinwatch.platform.messaging.EventReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Reads every topic from its beginning into the views. Offsets are never committed; when the broker
 * makes the consumer start again, records that were seen are passed over.
 */
@ApplicationScoped
class EventConsumer {
  private final EventReader reader;

  EventConsumer(Views views) {
    reader =
        new EventReader(
            record ->
                RecordDecoder.decode(record)
                    .ifPresent(
                        event -> views.apply(event, Instant.ofEpochMilli(record.timestamp()))));
  }

  @Incoming("console-events")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    reader.readOnce(records);
  }
}
