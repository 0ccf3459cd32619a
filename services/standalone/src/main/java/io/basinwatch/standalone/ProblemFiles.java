package io.basinwatch.standalone;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.OffHeapFile;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.platform.domain.Naming;
import io.basinwatch.platform.domain.ProblemInput;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The files of one checkpoint, as {@code measure} takes them. */
final class ProblemFiles {
  @Option(names = "--model", required = true, paramLabel = "FILE", description = "ONNX graph.")
  private Path model;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "State dict of the checkpoint (safetensors).")
  private Path weights;

  @Option(
      names = "--probe",
      required = true,
      paramLabel = "FILE",
      description = "A sample of the training set (safetensors): the model's inputs, and target.")
  private Path probe;

  @Option(
      names = "--loss",
      required = true,
      paramLabel = "LOSS",
      description =
          "cross-entropy, binary-cross-entropy, squared-error, mean-squared-error or"
              + " model-output.")
  private String loss;

  @Option(
      names = "--ignore-index",
      paramLabel = "CLASS",
      description = "Targets of this class carry no loss (cross-entropy only).")
  private Long ignoreIndex;

  @Option(
      names = "--dataset-size",
      required = true,
      paramLabel = "N",
      description = "Samples in the training set, not in the probe.")
  private long datasetSize;

  @Option(
      names = "--heldout",
      paramLabel = "FILE",
      description = "A sample of held-out data (safetensors).")
  private Path heldout;

  @Option(
      names = "--initial-weights",
      paramLabel = "FILE",
      description = "State dict before the first update (safetensors).")
  private Path initialWeights;

  /**
   * @param limits of what the model may ask for
   * @throws InvalidInputException for a file that cannot be read, with its name
   */
  ProblemInput read(ModelLimits limits) {
    OptionalLong ignored =
        ignoreIndex == null ? OptionalLong.empty() : OptionalLong.of(ignoreIndex);
    return new ProblemInput(
        Naming.file("model " + model, () -> Model.read(model, limits)),
        tensors("weights ", weights),
        new LossSpec(Loss.of(loss), ignored),
        tensors("probe ", probe),
        Optional.ofNullable(heldout).map(file -> tensors("held-out probe ", file)),
        Optional.ofNullable(initialWeights).map(file -> tensors("initial weights ", file)),
        datasetSize);
  }

  private static TensorFile tensors(String what, Path file) {
    return Naming.file(what + file, () -> Safetensors.read(OffHeapFile.read(file)));
  }
}
