package io.basinwatch.platform.messaging;

import io.basinwatch.v1.CheckpointSaved;

/** Values of {@link io.basinwatch.topics.Topics#CHECKPOINTS}. */
public final class CheckpointSavedDeserializer extends ProtobufDeserializer<CheckpointSaved> {

  public CheckpointSavedDeserializer() {
    super(CheckpointSaved.parser(), "CheckpointSaved");
  }
}
