package io.basinwatch.trainers.publish;

import com.google.protobuf.MessageLite;
import io.basinwatch.topics.Topics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends events; a failure to deliver one is thrown by the next call. */
public final class RunProducer implements AutoCloseable {
  private final Producer<String, byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  public RunProducer(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /**
   * @param bootstrapServers of the broker, as {@code localhost:9092}
   * @throws UndeliveredException where that is no address; whether a broker is there shows with the
   *     first event
   */
  public static RunProducer connect(String bootstrapServers) throws UndeliveredException {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.CLIENT_ID_CONFIG,
            "basinwatch-trainer",
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            Topics.MAX_RECORD_BYTES,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            15_000);
    try {
      return new RunProducer(
          new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()));
    } catch (KafkaException e) {
      throw new UndeliveredException(e.getCause() instanceof ConfigException cause ? cause : e);
    }
  }

  void send(String topic, String key, MessageLite event) throws UndeliveredException {
    throwFailure();
    try {
      producer.send(
          new ProducerRecord<>(topic, key, event.toByteArray()),
          (metadata, exception) -> {
            if (exception != null) {
              failure.compareAndSet(null, exception);
            }
          });
    } catch (KafkaException e) {
      throw new UndeliveredException(e);
    }
  }

  /** Returns when the broker has everything that was sent. */
  void flush() throws UndeliveredException {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() throws UndeliveredException {
    if (failure.get() != null) {
      throw new UndeliveredException(failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
