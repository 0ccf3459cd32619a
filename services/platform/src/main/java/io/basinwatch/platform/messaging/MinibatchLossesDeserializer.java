package io.basinwatch.platform.messaging;

import io.basinwatch.v1.MinibatchLosses;

/** Values of {@link io.basinwatch.topics.Topics#LOSSES}. */
public final class MinibatchLossesDeserializer extends ProtobufDeserializer<MinibatchLosses> {

  public MinibatchLossesDeserializer() {
    super(MinibatchLosses.parser(), "MinibatchLosses");
  }
}
