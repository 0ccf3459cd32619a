package io.basinwatch.trainers.publish;

import java.util.Optional;

/**
 * What a run registers beside its facts.
 *
 * @param model ONNX graph
 * @param trainProbe safetensors: a tensor for each model input, and {@code target}
 * @param heldoutProbe the same of data that is not trained on
 * @param initialWeights safetensors: the state dict before the first update
 */
public record RunFiles(
    byte[] model,
    byte[] trainProbe,
    Optional<byte[]> heldoutProbe,
    Optional<byte[]> initialWeights) {}
