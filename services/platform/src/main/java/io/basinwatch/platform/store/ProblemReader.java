package io.basinwatch.platform.store;

import io.basinwatch.engine.Model;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.ContentCache;
import io.basinwatch.platform.domain.ExportCheck;
import io.basinwatch.platform.domain.Naming;
import io.basinwatch.platform.domain.ProblemInput;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.platform.domain.Run;
import java.lang.foreign.MemorySegment;

/** Gets the files of a checkpoint's measurement; those that a run's checkpoints share, once. */
public final class ProblemReader {
  private final ClaimChecks claimChecks;
  private final ContentCache cache;
  private final ModelLimits limits;

  /**
   * @param limits of this process; a run cannot raise them
   */
  public ProblemReader(ClaimChecks claimChecks, ContentCache cache, ModelLimits limits) {
    this.claimChecks = claimChecks;
    this.cache = cache;
    this.limits = limits;
  }

  /**
   * @throws io.basinwatch.engine.InvalidInputException for a file that cannot be had or read
   */
  public ProblemInput read(Run run, Checkpoint checkpoint) {
    ProblemInput input =
        new ProblemInput(
            cache.get(Model.class, run.model(), () -> model(run.model())),
            tensors("weights", checkpoint.weights()),
            run.loss(),
            shared("train probe", run.trainProbe()),
            run.heldoutProbe().map(probe -> shared("held-out probe", probe)),
            run.initialWeights().map(weights -> shared("initial weights", weights)),
            run.datasetSize());
    input
        .initialWeights()
        .filter(_ -> ExportCheck.isToldBy(input.model()))
        .ifPresent(
            weights ->
                cache.get(ExportCheck.class, run.model(), () -> ExportCheck.of(input, weights)));
    return input;
  }

  private Model model(Reference reference) {
    MemorySegment onnx = claimChecks.redeem("model", reference);
    return Model.read(onnx, limits); // its messages name the model
  }

  private TensorFile shared(String what, Reference reference) {
    return cache.get(TensorFile.class, reference, () -> tensors(what, reference));
  }

  private TensorFile tensors(String what, Reference reference) {
    MemorySegment data = claimChecks.redeem(what, reference);
    return Naming.file(what, () -> Safetensors.read(data));
  }
}
