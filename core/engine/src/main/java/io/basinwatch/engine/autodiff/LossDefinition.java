package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.FlatTensors;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.safetensors.Tensor;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * A checked model, checkpoint and probe: everything that is needed to execute a loss.
 *
 * @param graphs the differentiated graph for a batch size
 * @param fixedBatch the only batch size that the model exists for; smaller batches are padded with
 *     samples of weight 0
 * @param trained the parameters; floating-point and finite
 * @param frozen what is none and not part of the graphs
 * @param data the probe: a tensor (samples, ...) for each {@code Input} of the graphs except {@link
 *     LossGraph#SAMPLE_WEIGHT} and {@link LossGraph#OUTPUT_COTANGENT}; indices are in range
 * @param sampleCount samples in the probe
 * @param outputCount outputs of one sample
 * @param inputCount floating-point inputs of one sample; 0 if there are none
 * @param classifier whether each sample has one class target
 * @param limits of what the model may ask for
 */
public record LossDefinition(
    IntFunction<LossGraph> graphs,
    OptionalInt fixedBatch,
    FlatTensors trained,
    FlatTensors frozen,
    Map<String, Tensor> data,
    int sampleCount,
    int outputCount,
    int inputCount,
    boolean classifier,
    ModelLimits limits) {

  public LossDefinition {
    data = Map.copyOf(data);
  }

  /** Where the parameters lie in the flat vector. */
  public ParameterLayout layout() {
    return trained.layout();
  }

  /** The same without the tensors, for when their numbers have been copied. */
  public LossDefinition withoutNumbers() {
    return new LossDefinition(
        graphs,
        fixedBatch,
        trained.withoutNumbers(),
        frozen.withoutNumbers(),
        Map.of(),
        sampleCount,
        outputCount,
        inputCount,
        classifier,
        limits);
  }
}
