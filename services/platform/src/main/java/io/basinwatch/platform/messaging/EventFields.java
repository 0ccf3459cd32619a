package io.basinwatch.platform.messaging;

import com.google.protobuf.Timestamp;
import io.basinwatch.v1.Measurement;
import java.time.Instant;
import java.util.Locale;

/** Fields of events in the terms of those who show them. */
public final class EventFields {
  private EventFields() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  public static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  /** A verdict's label, as in not-converged. */
  public static String label(Measurement.Verdict verdict) {
    return verdict.name().replaceFirst("^VERDICT_", "").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
