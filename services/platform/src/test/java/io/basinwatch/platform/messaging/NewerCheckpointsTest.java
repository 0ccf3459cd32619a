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
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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
  private static final long NOW = System.currentTimeMillis(); // what is old would not be kept

  private static EmbeddedBroker broker;
  private static KafkaProducer<String, byte[]> producer;

  private final JobClock clock = new JobClock();
  private NewerCheckpoints newer;

  /** A checkpoint where it lies. */
  private record Sent(Checkpoint checkpoint, Backlog.Place place) {}

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
    begin(1);
    Sent first = send("a", 1, 1, 100);
    Sent other = send("b", 1, 1, 100);
    Sent last = send("a", 2, 1, 100);

    // When, Then
    assertThat(isPassedOver(first)).isTrue();
    assertThat(isPassedOver(other)).isFalse();
    assertThat(isPassedOver(last)).isFalse();
  }

  @Test
  void theNewestIsFoundInWhateverPartitionAndAllOthersArePassedOver() throws Exception {
    // Given
    for (int partition = 0; partition < PARTITIONS; partition++) {
      begin(partition);
    }
    List<Sent> waiting = new ArrayList<>();
    for (long step = 0; step < 12; step++) {
      waiting.add(send("spread", step, (int) (step % PARTITIONS), 200 + step));
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
    begin(2);
    send("rewound", 9, 3, 300);
    Sent rewound = send("rewound", 5, 2, 301);

    // When, Then
    assertThat(isPassedOver(rewound)).isFalse();
  }

  @Test
  void whatMayHaveBeenBegunElsewhereIsNotPassedOver() throws Exception {
    // Given
    Sent first = send("moved", 1, 4, 400);
    Sent second = send("moved", 2, 4, 401);
    Sent third = send("moved", 3, 4, 402);
    send("moved", 4, 4, 403);

    // When, Then
    assertThat(isPassedOver(first)).as("the first of its partition").isFalse();
    assertThat(isPassedOver(third)).as("after another process had the partition").isFalse();
    assertThat(isPassedOver(second)).as("once more").isFalse();
    assertThat(isPassedOver(third)).isTrue();
  }

  @Test
  void theEndOfTheProcessEndsTheLook() throws Exception {
    // Given
    Map<String, Object> nobody = Map.of("bootstrap.servers", "127.0.0.1:1");
    try (NewerCheckpoints waiting = new NewerCheckpoints(nobody, "llc", clock)) {
      waiting.hasNewer(checkpoint("ended", 1), new Backlog.Place(0, 0, 0));

      // When
      Thread.ofVirtual().start(clock::close);

      // Then
      assertThatThrownBy(() -> waiting.hasNewer(checkpoint("ended", 2), new Backlog.Place(0, 1, 0)))
          .isInstanceOf(JobClock.ShutdownException.class);
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNoReasonNotToMeasure() {
    // Given
    Map<String, Object> nobody =
        Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 1);
    try (NewerCheckpoints unanswered = new NewerCheckpoints(nobody, "llc", clock)) {
      unanswered.hasNewer(checkpoint("silent", 1), new Backlog.Place(0, 0, 0));

      // When, Then
      assertThat(unanswered.hasNewer(checkpoint("silent", 2), new Backlog.Place(0, 1, 0)))
          .isFalse();
    }
  }

  private boolean isPassedOver(Sent sent) {
    return newer.hasNewer(sent.checkpoint(), sent.place());
  }

  /** Has the partition's first record behind it, which is never passed over. */
  private void begin(int partition) throws Exception {
    isPassedOver(send("begin", 1, partition, 0));
  }

  private static Sent send(String run, long step, int partition, long delay) throws Exception {
    long millis = NOW + delay;
    String key = Keys.checkpoint(run, step);
    RecordMetadata sent =
        producer
            .send(new ProducerRecord<>(Topics.CHECKPOINTS, partition, millis, key, new byte[] {1}))
            .get();
    return new Sent(checkpoint(run, step), new Backlog.Place(partition, sent.offset(), millis));
  }

  private static Checkpoint checkpoint(String run, long step) {
    Reference nothing = new Reference(new Reference.Location.Missing(), 0, "");
    return new Checkpoint(run, step, nothing, Instant.EPOCH);
  }

  private static Map<String, Object> settings() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }
}
