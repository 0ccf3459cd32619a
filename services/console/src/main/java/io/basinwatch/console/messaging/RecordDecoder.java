package io.basinwatch.console.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.console.domain.DeadLetter;
import io.basinwatch.console.domain.Event;
import io.basinwatch.console.domain.Event.Split;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.MinibatchLosses;
import io.basinwatch.v1.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Turns records of every topic into events. */
final class RecordDecoder {
  private static final Pattern DEAD_LETTER = Pattern.compile("basinwatch\\.(.+)\\.dead-letter");
  private static final Pattern RUN_KEY =
      Pattern.compile("([A-Za-z0-9._-]{1,100})(?:/(\\d{1,18}))?(?:/.*)?");
  private static final String REASON = "dead-letter-reason";

  private RecordDecoder() {}

  /**
   * Empty for a record that tells the console nothing: a tombstone, or a topic of later versions.
   */
  static Optional<Event> decode(ConsumerRecord<byte[], byte[]> record)
      throws InvalidProtocolBufferException {
    var deadLetter = DEAD_LETTER.matcher(record.topic());
    if (deadLetter.matches()) {
      return Optional.of(deadLetter(deadLetter.group(1), record));
    }
    if (record.value() == null) {
      return Optional.empty();
    }
    return switch (record.topic()) {
      case Topics.RUNS -> Runs.announced(RunEvent.parseFrom(record.value()));
      case Topics.LOSSES -> Optional.of(losses(MinibatchLosses.parseFrom(record.value())));
      case Topics.CHECKPOINTS -> Optional.of(saved(CheckpointSaved.parseFrom(record.value())));
      case Topics.MEASUREMENTS ->
          Optional.of(Measurements.measured(Measurement.parseFrom(record.value())));
      default -> Optional.empty();
    };
  }

  private static Event saved(CheckpointSaved saved) {
    return new Event.CheckpointSaved(saved.getRunId(), saved.getStep());
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
        losses.getRunId(),
        split,
        losses.getStepList(),
        losses.getLossList(),
        losses.getGradientNormList());
  }

  private static Event deadLetter(String service, ConsumerRecord<byte[], byte[]> record) {
    var key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    var parts = RUN_KEY.matcher(key);
    boolean known = parts.matches();
    var step = known && parts.group(2) != null ? Long.valueOf(parts.group(2)) : null;
    var at = Instant.ofEpochMilli(record.timestamp());
    return new Event.DeadLettered(
        known ? Optional.of(parts.group(1)) : Optional.empty(),
        new DeadLetter(service, key, step, reason(record), at));
  }

  private static String reason(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(REASON);
    return header == null || header.value() == null
        ? "no reason given"
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
