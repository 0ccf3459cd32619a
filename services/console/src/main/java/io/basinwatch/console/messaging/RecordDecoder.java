package io.basinwatch.console.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.console.domain.DeadLetter;
import io.basinwatch.console.domain.Event;
import io.basinwatch.console.domain.Event.Split;
import io.basinwatch.console.domain.Measuring;
import io.basinwatch.platform.messaging.DeadLetterRecord;
import io.basinwatch.platform.messaging.EventFields;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.MeasuringProgress;
import io.basinwatch.v1.MinibatchLosses;
import io.basinwatch.v1.RunEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns records of every topic into events. */
final class RecordDecoder {
  private RecordDecoder() {}

  /**
   * Empty for a record that tells the console nothing: the tombstone of a result, or a topic of
   * later versions.
   */
  static Optional<Event> decode(ConsumerRecord<byte[], byte[]> record)
      throws InvalidProtocolBufferException {
    var deadLetter = DeadLetterRecord.of(record);
    if (deadLetter.isPresent()) {
      return deadLetter.map(RecordDecoder::deadLettered);
    }
    if (record.value() == null) {
      return deleted(record);
    }
    return switch (record.topic()) {
      case Topics.RUNS -> Optional.of(Runs.announced(RunEvent.parseFrom(record.value())));
      case Topics.LOSSES -> Optional.of(losses(MinibatchLosses.parseFrom(record.value())));
      case Topics.CHECKPOINTS -> Optional.of(saved(CheckpointSaved.parseFrom(record.value())));
      case Topics.MEASUREMENTS ->
          Optional.of(Measurements.measured(Measurement.parseFrom(record.value())));
      case Topics.PROGRESS -> Optional.of(progressed(MeasuringProgress.parseFrom(record.value())));
      default -> Optional.empty();
    };
  }

  private static Optional<Event> deleted(ConsumerRecord<byte[], byte[]> record) {
    return record.topic().equals(Topics.RUNS) && record.key() != null
        ? Optional.of(new Event.Deleted(new String(record.key(), StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  private static Event progressed(MeasuringProgress progress)
      throws InvalidProtocolBufferException {
    var run = EventFields.runId(progress.getRunId());
    if (progress.getEnded()) {
      return new Event.JobEnded(run, progress.getService(), progress.getStep());
    }
    var measuring =
        new Measuring(
            progress.getStep(),
            progress.getStatistic(),
            Double.isNaN(progress.getShare()) ? 0 : Math.clamp(progress.getShare(), 0, 1),
            EventFields.instant(progress.getBeganAt()));
    return new Event.Progressed(
        run, progress.getService(), measuring, EventFields.instant(progress.getSentAt()));
  }

  private static Event saved(CheckpointSaved saved) throws InvalidProtocolBufferException {
    return new Event.CheckpointSaved(EventFields.runId(saved.getRunId()), saved.getStep());
  }

  private static Event losses(MinibatchLosses losses) throws InvalidProtocolBufferException {
    int norms = losses.getGradientNormCount();
    if (losses.getLossCount() != losses.getStepCount()
        || norms != 0 && norms != losses.getStepCount()) {
      throw new InvalidProtocolBufferException("losses: arrays of different lengths");
    }
    var split =
        losses.getSplit() == MinibatchLosses.Split.SPLIT_HELDOUT ? Split.HELDOUT : Split.TRAIN;
    return new Event.LossesSent(
        EventFields.runId(losses.getRunId()),
        split,
        losses.getStepList(),
        losses.getLossList(),
        losses.getGradientNormList());
  }

  private static Event deadLettered(DeadLetterRecord dead) {
    Long step = dead.step().isPresent() ? dead.step().getAsLong() : null;
    return new Event.DeadLettered(
        dead.run(), new DeadLetter(dead.service(), dead.key(), step, dead.reason(), dead.at()));
  }
}
