package io.basinwatch.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.ContentCache;
import io.basinwatch.platform.domain.ProblemInput;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.platform.domain.Reference.Location;
import io.basinwatch.platform.domain.Run;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A model y = w x, whose output for the first sample is 6 at the initial weights. */
class ProblemReaderTest {
  private final ProblemReader reader =
      new ProblemReader(
          new ClaimChecks(List.of(), 1 << 20), new ContentCache(1 << 20), ModelLimits.DEFAULT);

  private static Reference inline(byte[] data) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(data);
      return new Reference(
          new Location.Inline(data), data.length, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reference tensor(String name, int rows, float... values) {
    Tensor tensor = Tensor.ofFloats(List.of(rows, values.length / rows), values);
    return inline(Safetensors.write(TensorFile.of(Map.of(name, tensor))));
  }

  private static OnnxBuilder model() {
    return OnnxBuilder.create()
        .input("x", List.of(1))
        .parameter("w", List.of(1, 1))
        .node("MatMul", List.of("x", "w"), "y")
        .output("y");
  }

  private static Run run(String firstOutput) {
    return run(model().metadata("first-output", firstOutput));
  }

  private static Run run(OnnxBuilder model) {
    return new Run(
        "run",
        Instant.EPOCH,
        inline(model.build()),
        LossSpec.of(Loss.MODEL_OUTPUT),
        tensor("x", 2, 3, 4),
        Optional.empty(),
        2,
        Optional.of(tensor("w", 1, 2)),
        Map.of());
  }

  private ProblemInput read(Run run, long step) {
    Reference weights = tensor("w", 1, 2 + step);
    return reader.read(run, new Checkpoint(run.id(), step, weights, Instant.EPOCH));
  }

  @Test
  void everyCheckpointOfAWronglyExportedModelIsRefused() {
    for (long step : new long[] {0, 1}) {
      assertThatThrownBy(() -> read(run("7 7"), step))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "model: it was exported wrongly: for the probe's first sample at the initial weights"
                  + " its output has mean and root mean square 6.00000 and 6.00000, in the trainer"
                  + " 7.00000 and 7.00000");
    }
  }

  @Test
  void laterCheckpointsOfARightOneAreRead() {
    for (long step : new long[] {0, 1}) {
      assertThat(read(run("6 6"), step).datasetSize()).isEqualTo(2);
    }
  }

  @Test
  void aModelThatTellsNothingIsAccepted() {
    assertThat(read(run(model()), 0).datasetSize()).isEqualTo(2);
  }
}
