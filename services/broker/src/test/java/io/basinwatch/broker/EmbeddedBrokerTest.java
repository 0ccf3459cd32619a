package io.basinwatch.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.basinwatch.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

  @TempDir Path directory;

  @Test
  void recordsSurviveARestartInTheSameDirectory() throws Exception {
    // Given
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
      send(broker, new ProducerRecord<>(Topics.RUNS, "run-1", "started"));
    }

    // When
    String value;
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
      value = firstValue(broker, Topics.RUNS);
    }

    // Then
    assertThat(value).isEqualTo("started");
  }

  @Test
  void topicsHaveTheirCleanupPoliciesAndUsersAreTold() throws Exception {
    // Given
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {

      // When
      Config runs = config(admin, Topics.RUNS);
      Config checkpoints = config(admin, Topics.CHECKPOINTS);
      Config progress = config(admin, Topics.PROGRESS);

      // Then
      assertThat(runs.get("cleanup.policy").value()).isEqualTo("compact");
      assertThat(checkpoints.get("cleanup.policy").value()).isEqualTo("delete");
      assertThat(progress.get("cleanup.policy").value()).isEqualTo("delete");
      assertThat(progress.get("retention.ms").value()).isEqualTo("3600000");
      assertThat(admin.listTopics().names().get()).contains(Topics.deadLetter("llc"));
      assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
          .isInstanceOf(BrokerException.class)
          .hasMessage("Kafka directory " + directory + " is in use by another broker");
    }
  }

  @Test
  void aClockThatIsHoursAheadIsNoReasonToRefuseARecord() throws Exception {
    // Given
    long ahead = System.currentTimeMillis() + Duration.ofHours(2).toMillis();
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {

      // When
      RecordMetadata sent =
          send(broker, new ProducerRecord<>(Topics.LOSSES, 0, ahead, "run-1", "losses"));

      // Then
      assertThat(sent.timestamp()).isLessThan(ahead);
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(BrokerSettings.HOST))) {
      int port = taken.getLocalPort();

      // When, Then
      assertThatThrownBy(() -> EmbeddedBroker.start(directory, port))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("in use")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void aNumberThatIsNoPortIsNamed() {
    // Given
    int port = 70_000;

    // When, Then
    assertThatThrownBy(() -> EmbeddedBroker.start(directory, port))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("port 70000")
        .hasMessageContaining("out of range");
  }

  @Test
  void aDirectoryThatIsAFileIsNamed() throws Exception {
    // Given
    Path file = Files.createFile(directory.resolve("file"));

    // When, Then
    assertThatThrownBy(() -> EmbeddedBroker.start(file, 0))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aDirectoryThatKafkaCannotReadIsNamedWithTheReason() throws Exception {
    // Given
    Files.writeString(directory.resolve("meta.properties"), "damaged");

    // When, Then
    assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("node ID not found");
  }

  @Test
  void whereKafkaWouldEndTheProcessItsReasonIsSaid() throws Exception {
    // Given
    EmbeddedBroker.start(directory, 0).close();
    Path log = directory.resolve("__cluster_metadata-0/00000000000000000000.log");
    Files.delete(log);
    Files.createDirectory(log);

    // When, Then
    assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(log + ": Is a directory");
  }

  @Test
  void aPortThatIsTakenMeanwhileIsNamedAndNothingOfTheBrokerIsLeft() throws Exception {
    // Given
    StorageFormat.ensure(directory);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(BrokerSettings.HOST))) {
      int port = taken.getLocalPort();
      Properties settings = BrokerSettings.of(directory, port, Ports.free());

      // When, Then
      assertThatThrownBy(() -> KafkaStart.in(directory, settings))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining(":" + port)
          .hasMessageContaining("in use")
          .hasMessageNotContaining("directory");
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.isDaemon() && !before.contains(thread)) {
        assertThat(thread.join(Duration.ofSeconds(20))).as(thread.getName()).isTrue();
      }
    }
  }

  @Test
  void whatEndsElsewhereDoesNotEndAStart() {
    // Given
    Handler handler = new ConsoleHandler();
    AtomicReference<Throwable> ended = new AtomicReference<>();
    try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
      handler.setFilter(
          entry -> {
            if (ended.get() == null && Thread.currentThread().getName().equals("kafka-start")) {
              Future<?> end = elsewhere.submit(() -> Exit.exit(1, "late"));
              ended.set(catchThrowable(end::get));
            }
            return false;
          });
      Logger.getLogger("").addHandler(handler);

      // When
      EmbeddedBroker.start(directory, 0).close();

      // Then
      assertThat(ended.get()).hasMessageContaining("Kafka ended with code 1");
    } finally {
      Logger.getLogger("").removeHandler(handler);
    }
  }

  private static RecordMetadata send(EmbeddedBroker broker, ProducerRecord<String, String> record)
      throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      return producer.send(record).get();
    }
  }

  private static String firstValue(EmbeddedBroker broker, String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      ConsumerRecord<String, String> first =
          consumer.poll(Duration.ofSeconds(20)).records(partition).getFirst();
      return first.value();
    }
  }

  private static Config config(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).values().get(resource).get();
  }
}
