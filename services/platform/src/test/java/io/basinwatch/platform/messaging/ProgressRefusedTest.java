package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service whose broker takes results, but nothing of its progress. */
@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
@TestProfile(ProgressRefusedTest.NoTopic.class)
class ProgressRefusedTest extends ServiceTest {

  /** A topic that nobody creates: a producer waits for it. */
  public static final class NoTopic implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("mp.messaging.outgoing.progress.topic", "nobody.creates.this");
    }
  }

  ProgressRefusedTest() {
    super("losses");
  }

  @Test
  void checkpointsAreMeasuredAllTheSame() {
    // Given
    kafka.send(TestRun.started("unheard"));

    // When
    for (long step = 1; step <= 20; step++) {
      kafka.send(TestRun.checkpoint("unheard", step));
    }

    // Then
    for (long step = 1; step <= 20; step++) {
      assertThat(kafka.measurement("unheard", step, "loss", "").hasValue()).isTrue();
    }
  }
}
