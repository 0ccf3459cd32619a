package io.basinwatch.trainers;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.trainers.data.Dataset;
import io.basinwatch.trainers.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Everything that a training run is made of.
 *
 * @param name what people call it
 * @param model ONNX graph
 * @param initialWeights state dict before the first update
 * @param optimizer makes the optimiser of a run
 * @param batchSize samples in a minibatch
 * @param checkpoints steps to save at, increasing; the last ends the run
 * @param seed of the minibatches
 * @param settings of statistics, for this run
 */
public record TrainingJob(
    String name,
    byte[] model,
    TensorFile initialWeights,
    Dataset data,
    Loss loss,
    Supplier<Optimizer> optimizer,
    int batchSize,
    List<Long> checkpoints,
    long seed,
    Map<String, String> settings) {

  public TrainingJob {
    checkpoints = List.copyOf(checkpoints);
    settings = Map.copyOf(settings);
  }

  /** The same job, saving at other steps. */
  public TrainingJob withCheckpoints(List<Long> steps) {
    return new TrainingJob(
        name, model, initialWeights, data, loss, optimizer, batchSize, steps, seed, settings);
  }
}
