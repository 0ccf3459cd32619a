package io.basinwatch.trainers.publish;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Times as events carry them. */
final class Timestamps {
  private Timestamps() {}

  static Timestamp now() {
    Instant now = Instant.now();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }
}
