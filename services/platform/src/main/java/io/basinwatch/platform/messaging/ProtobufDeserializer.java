package io.basinwatch.platform.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Events of one kind. A channel that uses it sets {@code fail-on-deserialization-failure=false} and
 * {@code dead-letter-queue.value.serializer} to {@link ProtobufSerializer}.
 */
abstract class ProtobufDeserializer<T extends MessageLite> implements Deserializer<T> {
  private final Parser<T> parser;
  private final String kind;

  ProtobufDeserializer(Parser<T> parser, String kind) {
    this.parser = parser;
    this.kind = kind;
  }

  @Override
  public T deserialize(String topic, byte[] data) {
    if (data == null) {
      return null; // a tombstone
    }
    try {
      return parser.parseFrom(data);
    } catch (InvalidProtocolBufferException e) {
      throw new SerializationException(
          "record of %s is not a %s: %s".formatted(topic, kind, e.getMessage()), e);
    }
  }
}
