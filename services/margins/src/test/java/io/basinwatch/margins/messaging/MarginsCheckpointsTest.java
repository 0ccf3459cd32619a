package io.basinwatch.margins.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.v1.Measurement.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class MarginsCheckpointsTest extends ServiceTest {

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
}
