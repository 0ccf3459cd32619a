package io.basinwatch.margins.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.testing.CommittedOffsets;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.Measurement.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class MarginsCheckpointsTest extends ServiceTest {
  private static final String GROUP = "basinwatch-margins";
  private static final int PARTITIONS = 6;

  MarginsCheckpointsTest() {
    super("margins");
  }

  @Test
  void marginsOfBothProbesArePublished() {
    // Given
    kafka.send(TestRun.started("both"));

    // When
    kafka.send(TestRun.checkpoint("both", 5));

    // Then
    assertThat(kafka.measurement("both", 5, "margin", "").getDiagnosticsMap()).containsKey("q05");
    assertThat(kafka.measurement("both", 5, "margin", "heldout").hasValue()).isTrue();
  }

  @Test
  void aLossWithoutClassesHasNoMargins() {
    // Given
    kafka.send(
        TestRun.started("regression")
            .setLoss("squared-error")
            .setTrainProbe(TestRun.inline(TestRun.file(TestRun.regression(8))))
            .clearHeldoutProbe());

    // When
    kafka.send(TestRun.checkpoint("regression", 5));

    // Then
    assertThat(kafka.measurement("regression", 5, "margin", "").getVerdict())
        .isEqualTo(Verdict.VERDICT_NOT_APPLICABLE);
  }

  @Test
  void aServiceThatLagsPassesOverAllButTheNewestWhereItsPolicySaysSo() {
    // Given
    kafka.sendTo(0, TestRun.checkpoint("", 1)); // a partition's first is never passed over
    kafka.sendTo(0, TestRun.checkpoint("crowded", 1));
    kafka.sendTo(0, TestRun.checkpoint("crowded", 2));
    kafka.sendTo(1, TestRun.checkpoint("crowded", 3));

    // When
    kafka.send(TestRun.started("crowded"));

    // Then
    for (long step = 1; step <= 2; step++) {
      assertThat(kafka.measurement("crowded", step, "margin", "").getVerdict())
          .isEqualTo(Verdict.VERDICT_SKIPPED);
    }
    assertThat(kafka.measurement("crowded", 3, "margin", "").hasValue()).isTrue();
  }

  @Test
  void theFirstOfAPartitionThatWasAwayAndCameBackIsMeasured() throws Exception {
    // Given
    for (int partition = 0; partition < PARTITIONS; partition++) {
      kafka.sendTo(partition, TestRun.checkpoint("", 10 + partition));
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      reason("", 10 + partition);
    }

    // When
    int away = takeAwayAndGiveBack();
    for (long step = 1; step <= 3; step++) {
      kafka.sendTo(away, TestRun.checkpoint("away", step));
    }
    kafka.send(TestRun.started("away"));

    // Then
    assertThat(kafka.measurement("away", 1, "margin", "").hasValue()).isTrue();
    assertThat(kafka.measurement("away", 2, "margin", "").getVerdict())
        .isEqualTo(Verdict.VERDICT_SKIPPED);
    assertThat(kafka.measurement("away", 3, "margin", "").hasValue()).isTrue();
  }

  /** Another member of the group has a partition for a while; returns which. */
  private int takeAwayAndGiveBack() throws Exception {
    try (CommittedOffsets offsets = new CommittedOffsets(bootstrapServers, GROUP)) {
      offsets.awaitAllCommitted();
    }
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            GROUP,
            "enable.auto.commit",
            false,
            "partition.assignment.strategy",
            CooperativeStickyAssignor.class.getName());
    try (var other =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      other.subscribe(List.of(Topics.CHECKPOINTS));
      while (other.assignment().isEmpty()) {
        other.poll(Duration.ofMillis(100));
      }
      return other.assignment().iterator().next().partition();
    }
  }
}
