package io.basinwatch.llc.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.Measurement.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class LlcCheckpointsTest extends ServiceTest {

  LlcCheckpointsTest() {
    super("llc");
  }

  @Test
  void theSameCheckpointTwiceGivesTheSameValueBySettingsOfRunAndService() {
    // Given
    kafka.send(TestRun.started("twice").putSettings("llc.draws", "30"));

    // When
    kafka.send(TestRun.checkpoint("twice", 5));
    kafka.send(TestRun.checkpoint("twice", 5));

    // Then
    List<Measurement> both = kafka.measurements("twice", 5, "llc", "", 2);
    assertThat(both.getFirst().hasValue()).isTrue();
    assertThat(both.getFirst().getValue()).isEqualTo(both.getLast().getValue());
    assertThat(both.getFirst().getSettingsMap())
        .containsEntry("llc.draws", "30")
        .containsEntry("llc.chains", "3");
  }

  @Test
  void refinedOnesAndWhatDivergesAreResultsToo() {
    // Given
    kafka.send(TestRun.started("refined").putSettings("llc.groups", "fc.weight,*.bias"));
    kafka.send(TestRun.started("diverging").putSettings("llc.step-size", "1e9"));

    // When
    kafka.send(TestRun.checkpoint("refined", 1));
    kafka.send(TestRun.checkpoint("diverging", 1));

    // Then
    assertThat(kafka.measurement("refined", 1, "llc", "fc.weight").hasValue()).isTrue();
    assertThat(kafka.measurement("refined", 1, "llc", "*.bias").hasValue()).isTrue();
    Measurement diverged = kafka.measurement("diverging", 1, "llc", "");
    assertThat(diverged.getVerdict()).isEqualTo(Verdict.VERDICT_UNDEFINED);
    assertThat(diverged.getReason()).contains("diverged").contains("; try llc.step-size = ");
  }

  @Test
  void settingsThatAreWrongGoToTheDeadLettersByName() {
    // Given
    kafka.send(TestRun.started("wrong").putSettings("llc.draws", "0"));

    // When
    kafka.send(TestRun.checkpoint("wrong", 1));

    // Then
    assertThat(reason("wrong", 1)).contains("llc.draws");
    assertNextIsMeasured("after-wrong", "llc");
  }
}
