package io.basinwatch.trainers.publish;

import java.io.IOException;

/** The broker is not there or does not take an event; the cause's message is Kafka's reason. */
public final class UndeliveredException extends IOException {

  UndeliveredException(Throwable reason) {
    super("Kafka does not take events: " + reason.getMessage(), reason);
  }
}
