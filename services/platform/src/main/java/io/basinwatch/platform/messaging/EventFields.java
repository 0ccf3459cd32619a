package io.basinwatch.platform.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.basinwatch.v1.Measurement;
import java.time.Instant;
import java.time.temporal.ValueRange;
import java.util.Locale;
import java.util.regex.Pattern;

/** Fields of events in the terms of those who show them. */
public final class EventFields {
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final ValueRange SECONDS =
      ValueRange.of(
          Instant.parse("0001-01-01T00:00:00Z").getEpochSecond(),
          Instant.parse("9999-12-31T23:59:59Z").getEpochSecond());

  private EventFields() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /**
   * A time.
   *
   * @throws InvalidProtocolBufferException if it is outside of the years 1 to 9999, which protobuf
   *     does not have
   */
  public static Instant instant(Timestamp timestamp) throws InvalidProtocolBufferException {
    if (!SECONDS.isValidValue(timestamp.getSeconds())) {
      throw new InvalidProtocolBufferException(
          "a time of %d s is not in the years 1 to 9999".formatted(timestamp.getSeconds()));
    }
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  static boolean isRunId(String id) {
    return RUN_ID.matcher(id).matches();
  }

  /**
   * The id of a run.
   *
   * @throws InvalidProtocolBufferException if it is none, as in a record of no bytes
   */
  public static String runId(String id) throws InvalidProtocolBufferException {
    if (!isRunId(id)) {
      throw new InvalidProtocolBufferException("'%s' is no run id".formatted(id));
    }
    return id;
  }

  /**
   * The name of a statistic.
   *
   * @throws InvalidProtocolBufferException if it is empty
   */
  public static String statistic(String name) throws InvalidProtocolBufferException {
    if (name.isBlank()) {
      throw new InvalidProtocolBufferException("no statistic is named");
    }
    return name;
  }

  /** A verdict's label, as in not-converged. */
  public static String label(Measurement.Verdict verdict) {
    return verdict.name().replaceFirst("^VERDICT_", "").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
