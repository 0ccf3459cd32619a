package io.basinwatch.platform.messaging;

import io.basinwatch.v1.RunEvent;

/** Values of {@link io.basinwatch.topics.Topics#RUNS}. */
public final class RunEventDeserializer extends ProtobufDeserializer<RunEvent> {

  public RunEventDeserializer() {
    super(RunEvent.parser(), "RunEvent");
  }
}
