package io.basinwatch.trainers.publish;

import com.google.protobuf.MessageLite;
import io.basinwatch.topics.Topics;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
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
   */
  public static RunProducer connect(String bootstrapServers) throws IOException {
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
      throw new IOException("no Kafka broker at %s".formatted(bootstrapServers), e);
    }
  }

  void send(String topic, String key, MessageLite event) throws IOException {
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
      throw undelivered(e);
    }
  }

  /** Returns when the broker has everything that was sent. */
  void flush() throws IOException {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() throws IOException {
    if (failure.get() != null) {
      throw undelivered(failure.get());
    }
  }

  private static IOException undelivered(Exception e) {
    return new IOException("the broker does not take events: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    producer.close();
  }
}
