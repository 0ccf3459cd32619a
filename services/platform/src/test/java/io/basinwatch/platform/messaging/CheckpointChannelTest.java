package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.platform.metrics.Meters;
import io.basinwatch.platform.testing.CommittedOffsets;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.Measurement;
import io.basinwatch.v1.Measurement.Verdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class CheckpointChannelTest extends ServiceTest {
  private static final String OVERDUE =
      "not measured within its deadline of 4 s; the setting basinwatch.measuring.deadline allows no"
          + " more";

  @ConfigProperty(name = "basinwatch.store.root")
  Path store;

  CheckpointChannelTest() {
    super("losses");
  }

  @Test
  void aCheckpointIsMeasuredAndItsProvenanceGoesWithIt() {
    // Given
    kafka.send(TestRun.started("plain"));

    // When
    kafka.send(TestRun.checkpoint("plain", 7));

    // Then
    Measurement loss = kafka.measurement("plain", 7, "loss", "");
    Measurement heldout = kafka.measurement("plain", 7, "loss", "heldout");
    assertThat(loss.getVerdict()).isEqualTo(Verdict.VERDICT_OK);
    assertThat(loss.getValue()).isCloseTo(meanLoss(7, TestRun.TRAIN_SAMPLES, 1), within(1e-5));
    assertThat(heldout.getValue()).isCloseTo(meanLoss(7, TestRun.HELDOUT_SAMPLES, 2), within(1e-5));
    assertThat(loss.getSeed()).isEqualTo(RandomStream.seedFor(0, "plain", 7));
    assertThat(loss.getService()).isEqualTo(service);
    assertThat(loss.getCodeVersion()).isNotBlank().doesNotContain("$");
    assertThat(loss.getWeightsSha256())
        .isEqualTo(TestRun.checkpoint("plain", 7).getWeights().getSha256());
    assertThat(loss.getSavedAt().getSeconds()).isEqualTo(1_700_000_007L);
  }

  @Test
  void theSameCheckpointTwiceGivesTheSameValue() {
    // Given
    kafka.send(TestRun.started("twice"));

    // When
    kafka.send(TestRun.checkpoint("twice", 1));
    kafka.send(TestRun.checkpoint("twice", 1));

    // Then
    List<Measurement> both = kafka.measurements("twice", 1, "scripted", "", 2);
    assertThat(both.get(0).getValue()).isEqualTo(both.get(1).getValue());
    assertThat(both.get(0).getSeed()).isEqualTo(both.get(1).getSeed());
  }

  @Test
  void aFileOfTheStoreIsRead() throws IOException {
    // Given
    byte[] weights = TestRun.file(TestRun.weights(3));
    Path file = Files.write(store.resolve("weights"), weights);
    kafka.send(TestRun.started("claims"));

    // When
    kafka.send(TestRun.checkpoint("claims", 3, TestRun.stored(file.toUri().toString(), weights)));

    // Then
    assertThat(kafka.measurement("claims", 3, "loss", "").getVerdict())
        .isEqualTo(Verdict.VERDICT_OK);
  }

  @Test
  void aStatisticThatFailsLeavesTheOthersAlone() {
    // Given
    kafka.send(TestRun.started("failing").putSettings("scripted.act", "fail"));
    kafka.send(TestRun.started("refusing").putSettings("scripted.act", "refuse"));

    // When
    kafka.send(TestRun.checkpoint("failing", 1));
    kafka.send(TestRun.checkpoint("refusing", 1));

    // Then
    Measurement failed = kafka.measurement("failing", 1, "scripted", "");
    assertThat(failed.getVerdict()).isEqualTo(Verdict.VERDICT_UNDEFINED);
    assertThat(failed.getReason()).contains("broken on purpose");
    assertThat(failed.hasValue()).isFalse();
    assertThat(kafka.measurement("failing", 1, "loss", "").hasValue()).isTrue();
    assertThat(reason("refusing", 1)).isEqualTo("setting scripted.act = 'refuse' is wrong");
    assertThat(kafka.measurement("refusing", 1, "loss", "").hasValue()).isTrue();
  }

  @Test
  void anErrorEndsItsCheckpointAndNotTheChannel() {
    // Given
    kafka.send(TestRun.started("erring").putSettings("scripted.act", "error"));

    // When
    kafka.send(TestRun.checkpoint("erring", 1));

    // Then
    assertThat(reason("erring", 1)).isEqualTo("direct buffer memory, on purpose");
    assertNextIsMeasured("after-erring", "loss");
  }

  @Test
  void aJobThatTakesTooLongGoesToTheDeadLetters() {
    // Given
    kafka.send(TestRun.started("slow").putSettings("scripted.act", "hang"));

    // When
    kafka.send(TestRun.checkpoint("slow", 1));

    // Then
    assertThat(reason("slow", 1)).isEqualTo(OVERDUE);
    assertNextIsMeasured("after-slow", "loss");
  }

  @Test
  void whatIsKnownBeforeADeadlineOrAFailureIsNotLost() {
    // Given
    kafka.send(TestRun.started("late").putSettings("scripted.act", "hang-late"));
    kafka.send(TestRun.started("broken-late").putSettings("scripted.act", "fail-late"));

    // When
    kafka.send(TestRun.checkpoint("late", 1));
    kafka.send(TestRun.checkpoint("broken-late", 1));

    // Then
    assertThat(kafka.measurement("late", 1, "scripted", "").hasValue()).isTrue();
    assertThat(reason("late", 1)).isEqualTo(OVERDUE);
    assertThat(kafka.measurement("broken-late", 1, "loss", "").hasValue()).isTrue();
    assertThat(kafka.measurements("broken-late", 1, "scripted", "", 1).getFirst().hasValue())
        .isTrue();
  }

  @Test
  void theJobOfARunThatIsDeletedEndsAtOnceWithoutADeadLetter() throws Exception {
    // Given
    kafka.send(TestRun.started("deleted").putSettings("scripted.act", "hang-known"));
    kafka.send(TestRun.checkpoint("deleted", 1));
    kafka.send(TestRun.checkpoint("deleted", 2));
    ScriptedStatistic.BEGUN.await();
    double deadLetters = counter(Meters.DEAD_LETTERS);

    // When
    kafka.send(Topics.RUNS, "deleted", (byte[]) null);

    // Then
    assertNextIsMeasured("after-deleted", "loss");
    assertThat(counter(Meters.DEAD_LETTERS)).isEqualTo(deadLetters);
  }

  @Test
  void aRunThatTookTheIdOfADeletedOneIsMeasuredOnItsOwnCheckpointsOnly() {
    // Given
    kafka.send(Topics.RUNS, "again", (byte[]) null);
    kafka.send(TestRun.started("again").setStartedAt(TestRun.savedAt(5)));
    assertNextIsMeasured("after-again", "loss"); // so that its start is known
    double deadLetters = counter(Meters.DEAD_LETTERS);

    // When
    kafka.sendTo(0, TestRun.checkpoint("again", 4));
    kafka.sendTo(0, TestRun.checkpoint("again", 5));

    // Then
    assertThat(
            kafka
                .records(Topics.MEASUREMENTS, entry -> entry.key().startsWith("again/"), 1)
                .getFirst()
                .key())
        .startsWith("again/5/");
    assertThat(counter(Meters.DEAD_LETTERS)).isEqualTo(deadLetters);
  }

  @Test
  void aCheckpointIsCommittedAfterItsResultsAreSent() throws Exception {
    // Given
    kafka.send(TestRun.started("held").putSettings("scripted.act", "hold"));
    kafka.send(TestRun.checkpoint("held", 1));
    ScriptedStatistic.HELD.await();

    // When
    try (CommittedOffsets offsets = new CommittedOffsets(bootstrapServers, "basinwatch-losses")) {
      long waiting = offsets.uncommitted();
      ScriptedStatistic.RELEASED.countDown();

      // Then
      assertThat(waiting).isPositive();
      offsets.awaitAllCommitted();
      assertThat(kafka.measurement("held", 1, "loss", "heldout").hasValue()).isTrue();
    }
  }

  /** Mean cross-entropy of the softmax regression, in plain arithmetic. */
  private static double meanLoss(long step, int samples, long seed) {
    double[] weight = TestRun.weights(step).get("fc.weight").doubles();
    double[] bias = TestRun.weights(step).get("fc.bias").doubles();
    double[] x = TestRun.probe(samples, seed).get("x").doubles();
    long[] target = TestRun.probe(samples, seed).get("target").longs();
    double sum = 0;
    for (int i = 0; i < samples; i++) {
      double normalizer = 0;
      for (int c = 0; c < TestRun.CLASSES; c++) {
        normalizer += Math.exp(logit(weight, bias, x, i, c));
      }
      sum += Math.log(normalizer) - logit(weight, bias, x, i, (int) target[i]);
    }
    return sum / samples;
  }

  private static double logit(double[] weight, double[] bias, double[] x, int sample, int output) {
    double logit = bias[output];
    for (int j = 0; j < TestRun.INPUTS; j++) {
      logit += weight[output * TestRun.INPUTS + j] * x[sample * TestRun.INPUTS + j];
    }
    return logit;
  }
}
