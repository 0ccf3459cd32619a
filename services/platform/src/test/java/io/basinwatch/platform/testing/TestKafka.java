package io.basinwatch.platform.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.basinwatch.topics.Keys;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.MeasuringProgress;
import io.basinwatch.v1.RunStarted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A trainer and a reader of everything that services publish, in one. */
public final class TestKafka implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

  /**
   * @param topics to read
   */
  public TestKafka(String bootstrapServers, String... topics) {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  public void send(RunStarted.Builder started) {
    send(Topics.RUNS, started.getRunId(), TestRun.event(started));
  }

  public void send(CheckpointSaved checkpoint) {
    send(
        Topics.CHECKPOINTS,
        Keys.checkpoint(checkpoint.getRunId(), checkpoint.getStep()),
        checkpoint);
  }

  /** To a partition of the test's choice, so that checkpoints lie one behind the other. */
  public void sendTo(int partition, CheckpointSaved checkpoint) {
    String key = Keys.checkpoint(checkpoint.getRunId(), checkpoint.getStep());
    producer.send(
        new ProducerRecord<>(Topics.CHECKPOINTS, partition, key, checkpoint.toByteArray()));
    producer.flush();
  }

  public void send(String topic, String key, MessageLite event) {
    send(topic, key, event.toByteArray());
  }

  public void send(String topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key, value));
    producer.flush();
  }

  /** The first measurement with the key, from the beginning of the topic; waits for it. */
  public Measurement measurement(String run, long step, String statistic, String variant) {
    return measurements(run, step, statistic, variant, 1).getFirst();
  }

  /** The first so many measurements with the key. */
  public List<Measurement> measurements(
      String run, long step, String statistic, String variant, int count) {
    String key = Keys.measurement(run, step, statistic, variant);
    return records(Topics.MEASUREMENTS, entry -> key.equals(entry.key()), count).stream()
        .map(TestKafka::measurement)
        .toList();
  }

  /** What was said of a job, up to the last that is there once its end is; waits for that. */
  public List<MeasuringProgress> progress(String run, long step, String service) {
    String key = Keys.progress(run, step, service);
    records(Topics.PROGRESS, entry -> key.equals(entry.key()) && progress(entry).getEnded(), 1);
    return matching(Topics.PROGRESS, entry -> key.equals(entry.key())).stream()
        .map(TestKafka::progress)
        .toList();
  }

  /** The reason of the first dead letter with the key; waits for it. */
  public String deadLetterReason(String service, String key) {
    ConsumerRecord<String, byte[]> letter =
        records(Topics.deadLetter(service), entry -> key.equals(entry.key()), 1).getFirst();
    return new String(
        letter.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8);
  }

  /** The first so many records of a topic that match; waits for them. */
  public List<ConsumerRecord<String, byte[]>> records(
      String topic, Predicate<ConsumerRecord<String, byte[]>> match, int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<ConsumerRecord<String, byte[]>> found = matching(topic, match);
    while (found.size() < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%d of %d records in %s; there are %s"
                .formatted(
                    found.size(), count, topic, seen.stream().map(ConsumerRecord::key).toList()));
      }
      consumer.poll(POLL).forEach(seen::add);
      found = matching(topic, match);
    }
    return found.subList(0, count);
  }

  private List<ConsumerRecord<String, byte[]>> matching(
      String topic, Predicate<ConsumerRecord<String, byte[]>> match) {
    return seen.stream().filter(entry -> entry.topic().equals(topic)).filter(match).toList();
  }

  private static Measurement measurement(ConsumerRecord<String, byte[]> entry) {
    try {
      return Measurement.parseFrom(entry.value());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static MeasuringProgress progress(ConsumerRecord<String, byte[]> entry) {
    try {
      return MeasuringProgress.parseFrom(entry.value());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
