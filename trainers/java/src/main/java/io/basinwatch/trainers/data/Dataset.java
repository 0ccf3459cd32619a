package io.basinwatch.trainers.data;

import io.basinwatch.engine.safetensors.TensorFile;

/**
 * Samples to train on and samples to be judged by, each as a probe: one tensor for each model
 * input, and {@code target}; first dimension = samples.
 */
public record Dataset(TensorFile train, TensorFile heldout) {
  /** Name of the only model input. */
  public static final String INPUT = "input";

  /** Name of the targets. */
  public static final String TARGET = "target";

  public int trainSize() {
    return train.tensors().get(TARGET).shape().getFirst();
  }
}
