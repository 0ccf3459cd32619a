package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.broker.EmbeddedBroker;
import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.JobClock;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.topics.Keys;
import io.basinwatch.topics.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewerCheckpointsTest {
  private static final int PARTITIONS = 6;

  private static EmbeddedBroker broker;
  private static KafkaProducer<String, byte[]> producer;

  private final JobClock clock = new JobClock();
  private NewerCheckpoints newer;

  /** A checkpoint and when it was sent. */
  private record Sent(Checkpoint checkpoint, long millis) {}

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    broker = EmbeddedBroker.start(directory, 0);
    producer = new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    broker.close();
  }

  @BeforeEach
  void lookAhead() {
    newer = new NewerCheckpoints(settings(), "llc", clock);
  }

  @AfterEach
  void close() {
    newer.close();
    clock.close();
  }

  @Test
  void onlyANewerCheckpointOfTheSameRunCounts() throws Exception {
    // Given
    Sent first = send("a", 1, 1);
    Sent other = send("b", 1, 1);
    Sent last = send("a", 2, 1);

    // When, Then
    assertThat(isPassedOver(first)).isTrue();
    assertThat(isPassedOver(other)).isFalse();
    assertThat(isPassedOver(last)).isFalse();
  }

  @Test
  void theNewestIsFoundInWhateverPartitionAndAllOthersArePassedOver() throws Exception {
    // Given
    List<Sent> waiting = new ArrayList<>();
    for (long step = 0; step < 12; step++) {
      waiting.add(send("spread", step, (int) (step % PARTITIONS)));
    }
    Sent newest = waiting.getLast();

    // When, Then
    for (int partition = PARTITIONS - 1; partition >= 0; partition--) {
      for (Sent sent : List.of(waiting.get(partition), waiting.get(partition + PARTITIONS))) {
        assertThat(isPassedOver(sent)).as(sent.toString()).isEqualTo(sent != newest);
      }
    }
  }

  @Test
  void whatWasSentEarlierIsNotNewerWhateverItsStep() throws Exception {
    // Given
    long earlier = send("rewound", 9, 3).millis();
    Checkpoint rewound = checkpoint("rewound", 5);

    // When, Then
    assertThat(newer.hasNewer(rewound, earlier)).isTrue();
    assertThat(newer.hasNewer(rewound, earlier + 1)).isFalse();
  }

  @Test
  void theEndOfTheProcessEndsTheLook() {
    // Given
    Map<String, Object> nobody = Map.of("bootstrap.servers", "127.0.0.1:1");
    try (NewerCheckpoints waiting = new NewerCheckpoints(nobody, "llc", clock)) {
      closeOnceLooking(Thread.currentThread());

      // When, Then
      assertThatThrownBy(() -> waiting.hasNewer(checkpoint("ended", 1), 0))
          .isInstanceOf(JobClock.ShutdownException.class);
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNoReasonNotToMeasure() {
    // Given
    Map<String, Object> nobody =
        Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 1);
    try (NewerCheckpoints unanswered = new NewerCheckpoints(nobody, "llc", clock)) {
      // When, Then
      assertThat(unanswered.hasNewer(checkpoint("silent", 1), 0)).isFalse();
    }
  }

  private void closeOnceLooking(Thread looking) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!isInConsumer(looking)) {
                Thread.onSpinWait();
              }
              clock.close();
            });
  }

  private static boolean isInConsumer(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(KafkaConsumer.class.getName()));
  }

  private boolean isPassedOver(Sent sent) {
    return newer.hasNewer(sent.checkpoint(), sent.millis());
  }

  private static Sent send(String run, long step, int partition) throws Exception {
    String key = Keys.checkpoint(run, step);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.CHECKPOINTS, partition, key, new byte[] {1});
    long millis = producer.send(record).get().timestamp();
    return new Sent(checkpoint(run, step), millis);
  }

  private static Checkpoint checkpoint(String run, long step) {
    Reference nothing = new Reference(new Reference.Location.Missing(), 0, "");
    return new Checkpoint(run, step, nothing, Instant.EPOCH);
  }

  private static Map<String, Object> settings() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }
}
