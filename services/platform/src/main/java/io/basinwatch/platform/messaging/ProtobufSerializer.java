package io.basinwatch.platform.messaging;

import com.google.protobuf.MessageLite;
import org.apache.kafka.common.serialization.Serializer;

/** Any event as it goes over the wire. */
public final class ProtobufSerializer implements Serializer<MessageLite> {

  @Override
  public byte[] serialize(String topic, MessageLite event) {
    return event == null ? null : event.toByteArray();
  }
}
