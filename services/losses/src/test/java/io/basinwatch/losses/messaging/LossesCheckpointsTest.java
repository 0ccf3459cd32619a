package io.basinwatch.losses.messaging;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.v1.Measurement.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class LossesCheckpointsTest extends ServiceTest {

  LossesCheckpointsTest() {
    super("losses");
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
            "loss",
            "gradient-norm",
            "generalization-gap",
            "weight-norm",
            "distance-from-initialization")) {
      assertThat(kafka.measurement("all", 5, statistic, "").getVerdict())
          .isEqualTo(Verdict.VERDICT_OK);
    }
    assertThat(kafka.measurement("all", 5, "loss", "heldout").hasValue()).isTrue();
  }

  @Test
  void healthAndMetricsSayHowTheServiceIsDoing() {
    // Given
    assertNextIsMeasured("well", "loss");

    // When
    String ready = when().get("/q/health/ready").then().statusCode(200).extract().asString();
    String metrics = when().get("/q/metrics").then().statusCode(200).extract().asString();

    // Then
    assertThat(ready).contains("losses.queue-length");
    assertThat(metrics)
        .contains(
            "basinwatch_service_measuring_seconds_count{service=\"losses\",statistic=\"loss\"}")
        .contains("basinwatch_service_dead_letters_total{service=\"losses\"}")
        .contains("basinwatch_service_queue_length{service=\"losses\"}");
    when().get("/q/health/live").then().statusCode(200);
  }
}
