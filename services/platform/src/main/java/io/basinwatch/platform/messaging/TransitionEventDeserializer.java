package io.basinwatch.platform.messaging;

import io.basinwatch.v1.TransitionEvent;

/** Values of {@link io.basinwatch.topics.Topics#TRANSITIONS}. */
public final class TransitionEventDeserializer extends ProtobufDeserializer<TransitionEvent> {

  public TransitionEventDeserializer() {
    super(TransitionEvent.parser(), "TransitionEvent");
  }
}
