package io.basinwatch.sharpness.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class SharpnessCheckpointsTest extends ServiceTest {

  SharpnessCheckpointsTest() {
    super("sharpness");
  }

  @Test
  void everyStatisticOfACheckpointIsPublished() {
    // Given
    kafka.send(TestRun.started("all"));

    // When
    kafka.send(TestRun.checkpoint("all", 5));

    // Then
    for (String statistic :
        List.of(
            "sharpness",
            "adaptive-sharpness",
            "average-sharpness",
            "adaptive-average-sharpness",
            "hessian-max-eigenvalue",
            "hessian-min-eigenvalue")) {
      assertThat(kafka.measurement("all", 5, statistic, "").hasValue()).isTrue();
    }
    assertThat(kafka.measurement("all", 5, "keskar-sharpness", "0.001").hasValue()).isTrue();
  }
}
