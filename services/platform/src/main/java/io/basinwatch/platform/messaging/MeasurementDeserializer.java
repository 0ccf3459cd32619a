package io.basinwatch.platform.messaging;

import io.basinwatch.v1.Measurement;

/** Values of {@link io.basinwatch.topics.Topics#MEASUREMENTS}. */
public final class MeasurementDeserializer extends ProtobufDeserializer<Measurement> {

  public MeasurementDeserializer() {
    super(Measurement.parser(), "Measurement");
  }
}
