package io.basinwatch.tracker.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.platform.messaging.DeadLetterRecord;
import io.basinwatch.platform.messaging.EventFields;
import io.basinwatch.platform.messaging.ReplayFilter;
import io.basinwatch.topics.Topics;
import io.basinwatch.tracker.domain.RunFacts;
import io.basinwatch.tracker.domain.Tracker;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.RunEvent;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * What every instance hears: runs, checkpoints and dead letters, from the beginning. A run's
 * checkpoints are spread over partitions, so the owner of a run needs all of them to count them.
 */
@ApplicationScoped
class BroadcastEvents {
  private static final Logger LOG = Logger.getLogger(BroadcastEvents.class);

  private final Tracker tracker;
  private final ReplayFilter filter = new ReplayFilter();

  BroadcastEvents(Tracker tracker) {
    this.tracker = tracker;
  }

  @Incoming("tracker-broadcast")
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
      Optional<DeadLetterRecord> dead = DeadLetterRecord.of(record);
      if (dead.isPresent()) {
        dead.get()
            .run()
            .ifPresent(run -> tracker.deadLetter(dead.get().service(), run, dead.get().step()));
      } else if (record.value() != null && record.topic().equals(Topics.RUNS)) {
        announced(RunEvent.parseFrom(record.value()));
      } else if (record.value() != null) {
        var saved = CheckpointSaved.parseFrom(record.value());
        tracker.checkpoint(
            saved.getRunId(), saved.getStep(), Instant.ofEpochMilli(record.timestamp()));
      }
    } catch (InvalidProtocolBufferException e) {
      LOG.warnf(
          "%s-%d, offset %d: not an event: %s",
          record.topic(), record.partition(), record.offset(), e.getMessage());
    }
  }

  private void announced(RunEvent event) {
    var started = event.getStarted();
    tracker.announced(
        new RunFacts(
            started.getRunId(),
            started.getName(),
            started.getLoss(),
            started.getFramework(),
            started.hasHeldoutProbe(),
            EventFields.instant(started.getStartedAt()),
            event.hasFinished()
                ? Optional.of(EventFields.instant(event.getFinished().getFinishedAt()))
                : Optional.empty()));
  }
}
