package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.metrics.Meters;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.topics.Keys;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.MeasuringProgress;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What a service says while it measures. */
@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class ProgressTest extends ServiceTest {

  ProgressTest() {
    super("losses");
  }

  @Test
  void aJobIsToldFromItsFirstStatisticToItsEnd() throws InvalidProtocolBufferException {
    // Given
    kafka.send(TestRun.started("told").putSettings("scripted.act", "advance"));

    // When
    kafka.send(TestRun.checkpoint("told", 3));

    // Then
    List<MeasuringProgress> told = kafka.progress("told", 3, service);
    assertThat(statistics(told)).startsWith("scripted", "scripted").endsWith("loss", "");
    assertThat(told).as("in a second and a half").hasSizeBetween(4, 5);
    assertThat(told).extracting(MeasuringProgress::getShare).startsWith(0.0);
    assertThat(told.get(1).getShare()).isBetween(0.3, 1.0);
    assertEndsOnce(told);
    MeasuringProgress end = told.getLast();
    assertThat(List.of(end.getRunId(), end.getService())).containsExactly("told", service);
    assertThat(end.getStep()).isEqualTo(3);
    assertThat(told).extracting(MeasuringProgress::getBeganAt).containsOnly(end.getBeganAt());
    assertThat(EventFields.instant(end.getSentAt()))
        .isAfter(EventFields.instant(end.getBeganAt()).plusSeconds(1));
  }

  @Test
  void aJobThatRefusesOrTakesTooLongEndsToo() {
    // Given
    kafka.send(TestRun.started("told-refusing").putSettings("scripted.act", "refuse"));
    kafka.send(TestRun.started("told-slow").putSettings("scripted.act", "hang"));

    // When
    kafka.send(TestRun.checkpoint("told-refusing", 1));
    kafka.send(TestRun.checkpoint("told-slow", 1));

    // Then
    List<MeasuringProgress> refusing = kafka.progress("told-refusing", 1, service);
    List<MeasuringProgress> slow = kafka.progress("told-slow", 1, service);
    assertThat(statistics(refusing)).containsExactly("scripted", "loss", "");
    assertThat(statistics(slow)).containsExactly("scripted", "");
    assertEndsOnce(refusing);
    assertEndsOnce(slow);
  }

  @Test
  void theJobOfARunThatIsDeletedEndsToo() {
    // Given
    kafka.send(TestRun.started("told-deleted").putSettings("scripted.act", "hang-halfway"));
    kafka.send(TestRun.checkpoint("told-deleted", 1));
    String key = Keys.progress("told-deleted", 1, service);
    kafka.records(Topics.PROGRESS, entry -> key.equals(entry.key()), 1);
    awaitShare(0.5);

    // When
    kafka.send(Topics.RUNS, "told-deleted", (byte[]) null);

    // Then
    List<MeasuringProgress> deleted = kafka.progress("told-deleted", 1, service);
    assertThat(statistics(deleted)).containsExactly("scripted", "");
    assertEndsOnce(deleted);
    awaitShare(0);
  }

  @Test
  void aCheckpointThatCannotBeReadIsNotSpokenOf() {
    // Given
    kafka.send(TestRun.started("untold"));

    // When
    sendWeights("untold", 1, TestRun.stored("file:///nowhere", new byte[] {1}));

    // Then
    assertThat(reason("untold", 1)).isNotBlank();
    assertNextIsMeasured("after-untold", "loss");
    assertThat(kafka.records(Topics.PROGRESS, entry -> entry.key().contains("untold/1"), 1))
        .extracting(ConsumerRecord::key)
        .containsExactly(Keys.progress("after-untold", 1, service));
  }

  private static List<String> statistics(List<MeasuringProgress> told) {
    return told.stream().map(MeasuringProgress::getStatistic).toList();
  }

  private static void assertEndsOnce(List<MeasuringProgress> told) {
    assertThat(told.getLast().getEnded()).isTrue();
    assertThat(told).filteredOn(MeasuringProgress::getEnded).hasSize(1);
  }

  private void awaitShare(double share) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (meters.get(Meters.JOB_PROGRESS).tag(Meters.SERVICE, service).gauge().value() != share) {
      assertThat(System.nanoTime()).as("when the share is " + share).isLessThan(deadline);
    }
  }
}
