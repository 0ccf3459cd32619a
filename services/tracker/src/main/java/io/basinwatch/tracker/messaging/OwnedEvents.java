package io.basinwatch.tracker.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.platform.messaging.EventFields;
import io.basinwatch.platform.messaging.EventReader;
import io.basinwatch.topics.Topics;
import io.basinwatch.tracker.domain.Tracker;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.MinibatchLosses;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Losses and measurements of the partitions that this instance owns within the group. Nothing is
 * committed: whoever gets a partition reads it from its beginning, and so knows the runs in it.
 */
@ApplicationScoped
class OwnedEvents {
  private final Tracker tracker;
  private final EventReader reader = new EventReader(this::apply);

  OwnedEvents(Tracker tracker) {
    this.tracker = tracker;
  }

  @Incoming("tracker-owned")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    reader.read(records);
  }

  /** Repeats change nothing: the newest is that of the greatest step. */
  private void apply(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
    if (record.value() == null) {
      return;
    }
    if (record.topic().equals(Topics.LOSSES)) {
      var losses = MinibatchLosses.parseFrom(record.value());
      var run = EventFields.runId(losses.getRunId());
      Readings.newest(losses, Instant.ofEpochMilli(record.timestamp()))
          .ifPresent(loss -> tracker.loss(run, loss));
    } else {
      var measurement = Measurement.parseFrom(record.value());
      tracker.measured(EventFields.runId(measurement.getRunId()), Readings.estimate(measurement));
    }
  }
}
