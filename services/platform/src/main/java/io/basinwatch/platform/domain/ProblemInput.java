package io.basinwatch.platform.domain;

import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.Optional;

/**
 * The files of one checkpoint's measurement, parsed.
 *
 * @param datasetSize n: samples in the training set
 */
public record ProblemInput(
    Model model,
    TensorFile weights,
    LossSpec loss,
    TensorFile trainProbe,
    Optional<TensorFile> heldoutProbe,
    Optional<TensorFile> initialWeights,
    long datasetSize) {}
