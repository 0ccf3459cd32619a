package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.OneLine;

/** Sends a record to the dead letters; its message is the header {@code dead-letter-reason}. */
final class DeadLetterException extends RuntimeException {

  DeadLetterException(Throwable reason) {
    super(OneLine.of(reason), null, false, false);
  }
}
