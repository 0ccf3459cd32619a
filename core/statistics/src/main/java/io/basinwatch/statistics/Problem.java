package io.basinwatch.statistics;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.ParameterVector;
import java.util.Optional;

/**
 * One checkpoint of one run: what every statistic is computed from.
 *
 * @param train the loss over the training probe; its checkpoint() is w*
 * @param heldout the loss over the held-out probe
 * @param initial w0
 * @param datasetSize n: samples in the training set, not in the probe
 * @param seed of every random number; published with each result, it alone reproduces it
 * @param workers the threads that a statistic may use; results do not depend on their number
 */
public record Problem(
    LossFunction train,
    Optional<LossFunction> heldout,
    Optional<ParameterVector> initial,
    long datasetSize,
    long seed,
    Workers workers) {

  /**
   * @throws InvalidInputException if n is below the size of the training probe
   */
  public Problem {
    if (datasetSize < train.sampleCount()) {
      throw new InvalidInputException(
          "dataset size %d is below the %d samples of the training probe"
              .formatted(datasetSize, train.sampleCount()));
    }
  }

  public Problem withSeed(long other) {
    return new Problem(train, heldout, initial, datasetSize, other, workers);
  }
}
