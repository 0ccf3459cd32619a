package io.basinwatch.console.messaging;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Protobuf's timestamps. */
final class Times {

  private Times() {}

  static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
