package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.broker.testing.BrokerTestResource;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.platform.metrics.Meters;
import io.basinwatch.platform.testing.ServiceTest;
import io.basinwatch.platform.testing.TestRun;
import io.basinwatch.topics.Topics;
import io.basinwatch.v1.Reference;
import io.basinwatch.v1.RunStarted;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerTestResource.class)
class DeadLetterTest extends ServiceTest {

  @ConfigProperty(name = "basinwatch.store.root")
  Path store;

  DeadLetterTest() {
    super("losses");
  }

  @Test
  void whatIsNoEventGoesToTheDeadLettersAsItCame() {
    // Given
    byte[] garbage = "not protobuf \u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    double before = counter(Meters.DEAD_LETTERS);

    // When
    kafka.send(Topics.CHECKPOINTS, "garbage/1", garbage);

    // Then
    assertThat(kafka.deadLetterReason(service, "garbage/1"))
        .startsWith("the record is not a CheckpointSaved event");
    assertThat(
            kafka
                .records(Topics.deadLetter(service), entry -> "garbage/1".equals(entry.key()), 1)
                .getFirst()
                .value())
        .isEqualTo(garbage);
    assertThat(counter(Meters.DEAD_LETTERS)).isGreaterThan(before);
    assertNextIsMeasured("after-garbage", "loss");
  }

  @Test
  void aCheckpointOfAnUnknownRunWaitsAndThenGoesToTheDeadLetters() {
    // When
    kafka.send(TestRun.checkpoint("nobody", 1));

    // Then
    assertThat(kafka.deadLetterReason(service, "nobody/1"))
        .isEqualTo("run 'nobody' is unknown: no start of it came within 2 s");
    assertNextIsMeasured("after-nobody", "loss");
  }

  @Test
  void aRunThatCannotBeMeasuredSaysWhyForEachCheckpoint() {
    // Given
    kafka.send(TestRun.started("odd-loss").setLoss("hinge"));
    kafka.send(Topics.RUNS, "odd-event", new byte[] {(byte) 0xff, 1});
    kafka.send(TestRun.started("odd-time").setStartedAt(TestRun.savedAt(Long.MAX_VALUE / 2)));

    // When
    kafka.send(TestRun.checkpoint("odd-loss", 1));
    kafka.send(TestRun.checkpoint("odd-event", 1));
    kafka.send(TestRun.checkpoint("odd-time", 1));

    // Then
    assertThat(kafka.deadLetterReason(service, "odd-loss/1")).contains("loss 'hinge' is unknown");
    assertThat(kafka.deadLetterReason(service, "odd-event/1")).contains("not a RunEvent");
    assertThat(kafka.deadLetterReason(service, "odd-time/1")).contains("the years 1 to 9999");
    assertNextIsMeasured("after-odd", "loss");
  }

  @Test
  void badReferencesAreNamed() throws IOException {
    // Given
    byte[] weights = TestRun.file(TestRun.weights(1));
    Path outside = Files.write(Files.createTempFile("outside", ".safetensors"), weights);
    Path missing = store.resolve("missing.safetensors");
    Reference inline = TestRun.inline(weights);
    kafka.send(TestRun.started("refs"));

    // When
    sendWeights("refs", 1, TestRun.stored(outside.toUri().toString(), weights));
    sendWeights("refs", 2, TestRun.stored(missing.toUri().toString(), weights));
    sendWeights("refs", 3, inline.toBuilder().setSizeBytes(5).build());
    sendWeights("refs", 4, inline.toBuilder().setSha256(inline.getSha256().substring(1)).build());
    sendWeights("refs", 5, Reference.getDefaultInstance());
    sendWeights("refs", 6, TestRun.stored("s3://bucket/key", weights));
    Files.delete(outside);

    // Then
    assertThat(reason("refs", 1)).contains(outside.toUri() + " lies outside the store");
    assertThat(reason("refs", 2)).contains(missing.toUri() + " does not exist");
    assertThat(reason("refs", 3)).startsWith("weights: the event holds").contains("says 5");
    assertThat(reason("refs", 4)).startsWith("weights: SHA-256 is ");
    assertThat(reason("refs", 5)).isEqualTo("weights: there is no reference to it");
    assertThat(reason("refs", 6)).contains("no store for s3://bucket/key");
    assertNextIsMeasured("after-refs", "loss");
  }

  @Test
  void weightsThatDoNotFitTheModelAreNamed() {
    // Given
    kafka.send(TestRun.started("misfits"));
    Map<String, Tensor> incomplete = TestRun.weights(1);
    incomplete.remove("fc.bias");
    Map<String, Tensor> notANumber = TestRun.weights(2);
    notANumber.put("fc.bias", Tensor.ofFloats(List.of(3), 0, Float.NaN, 0));
    Map<String, Tensor> misshapen = TestRun.weights(3);
    misshapen.put("fc.bias", Tensor.ofFloats(List.of(2), 0, 0));

    // When
    sendWeights("misfits", 1, TestRun.inline(TestRun.file(incomplete)));
    sendWeights("misfits", 2, TestRun.inline(TestRun.file(notANumber)));
    sendWeights("misfits", 3, TestRun.inline(TestRun.file(misshapen)));
    sendWeights("misfits", 4, TestRun.inline(new byte[] {1, 2, 3}));

    // Then
    for (int step = 1; step <= 3; step++) {
      assertThat(reason("misfits", step))
          .startsWith("checkpoint: ")
          .contains("fc.bias")
          .doesNotContain("\n");
    }
    assertThat(reason("misfits", 4)).startsWith("weights: ").doesNotContain("\n");
    assertNextIsMeasured("after-misfits", "loss");
  }

  @Test
  void probesThatDoNotFitAreNamed() {
    // Given
    Map<String, Tensor> uneven = TestRun.probe(4, 1);
    uneven.put("target", Tensor.ofLongs(List.of(3), 0, 1, 2));
    kafka.send(probe("uneven", uneven));
    Map<String, Tensor> outOfRange = TestRun.probe(2, 1);
    outOfRange.put("target", Tensor.ofLongs(List.of(2), 0, TestRun.CLASSES));
    kafka.send(probe("out-of-range", outOfRange));
    kafka.send(TestRun.started("small-n").setDatasetSize(3));

    // When
    for (String run : List.of("uneven", "out-of-range", "small-n")) {
      kafka.send(TestRun.checkpoint(run, 1));
    }

    // Then
    assertThat(reason("uneven", 1)).startsWith("train probe: ").doesNotContain("\n");
    assertThat(reason("out-of-range", 1)).startsWith("train probe: ").contains("target");
    assertThat(reason("small-n", 1)).contains("dataset size 3");
    assertNextIsMeasured("after-probes", "loss");
  }

  @Test
  void aModelBeyondTheServicesLimitsIsRefusedInOneLine() {
    // Given
    kafka.send(TestRun.started("large").setModel(TestRun.inline(chain(9))));

    // When
    kafka.send(TestRun.checkpoint("large", 1));

    // Then
    assertThat(reason("large", 1))
        .isEqualTo("model: it has more than 8 nodes; the setting model.max-nodes allows no more");
    assertNextIsMeasured("after-large", "loss");
  }

  private static byte[] chain(int nodes) {
    OnnxBuilder builder = OnnxBuilder.create().input("y0", List.of(4)).output("y" + nodes);
    for (int i = 0; i < nodes; i++) {
      builder.node("Relu", List.of("y" + i), "y" + (i + 1));
    }
    return builder.build();
  }

  private static RunStarted.Builder probe(String run, Map<String, Tensor> tensors) {
    return TestRun.started(run).setTrainProbe(TestRun.inline(TestRun.file(tensors)));
  }
}
