package io.basinwatch.tracker.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.platform.messaging.DeadLetterRecord;
import io.basinwatch.platform.messaging.EventFields;
import io.basinwatch.platform.messaging.EventReader;
import io.basinwatch.topics.Topics;
import io.basinwatch.tracker.domain.RunFacts;
import io.basinwatch.tracker.domain.Tracker;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunFinished;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * What every instance hears: runs, checkpoints and dead letters, from the beginning. A run's
 * checkpoints are spread over partitions, so the owner of a run needs all of them to count them.
 */
@ApplicationScoped
class BroadcastEvents {
  private final Tracker tracker;
  private final EventReader reader = new EventReader(this::apply);

  BroadcastEvents(Tracker tracker) {
    this.tracker = tracker;
  }

  @Incoming("tracker-broadcast")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    reader.readOnce(records);
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
    Optional<DeadLetterRecord> dead = DeadLetterRecord.of(record);
    if (dead.isPresent()) {
      dead.ifPresent(this::deadLettered);
    } else if (record.topic().equals(Topics.RUNS)) {
      run(record);
    } else if (record.value() != null) {
      var saved = CheckpointSaved.parseFrom(record.value());
      tracker.checkpoint(
          EventFields.runId(saved.getRunId()),
          saved.getStep(),
          Instant.ofEpochMilli(record.timestamp()));
    }
  }

  private void run(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
    if (record.value() != null) {
      announced(RunEvent.parseFrom(record.value()));
    } else if (record.key() != null) {
      tracker.deleted(new String(record.key(), StandardCharsets.UTF_8));
    }
  }

  private void deadLettered(DeadLetterRecord dead) {
    dead.run().ifPresent(run -> tracker.deadLetter(dead.service(), run, dead.step(), dead.at()));
  }

  private void announced(RunEvent event) throws InvalidProtocolBufferException {
    var started = event.getStarted();
    tracker.announced(
        new RunFacts(
            EventFields.runId(started.getRunId()),
            started.getName(),
            started.getLoss(),
            started.getFramework(),
            started.hasHeldoutProbe(),
            EventFields.instant(started.getStartedAt()),
            event.hasFinished() ? Optional.of(end(event.getFinished())) : Optional.empty()));
  }

  private static RunFacts.End end(RunFinished finished) throws InvalidProtocolBufferException {
    return new RunFacts.End(
        EventFields.instant(finished.getFinishedAt()), finished.getCheckpoints());
  }
}
