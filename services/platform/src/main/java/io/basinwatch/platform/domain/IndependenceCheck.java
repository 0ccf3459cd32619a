package io.basinwatch.platform.domain;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Whether the output of a sample is its own: with batch normalisation without running statistics,
 * or a softmax over axis 0, it changes with the samples beside it, and every number with the
 * batches that it is computed in.
 */
final class IndependenceCheck {
  /** Samples of two batches, in each of which they have other neighbours and another place. */
  private static final int[] ONE = {0, 1, 2, 3};

  private static final int[] OTHER = {2, 0, 4, 1};

  /** Where the first samples of the one batch are in the other. */
  private static final int[] PLACES = {1, 3, 0};

  /** Of the root mean square: far above rounding in float32. */
  private static final double TOLERANCE = 1e-3;

  private static final double ZERO = 1e-6; // what of outputs counts as none

  /** Outputs of a sample beyond which its loss stands for them. */
  private static final int MOST_OUTPUTS = 1 << 20;

  /** Models are kept for a run's checkpoints. */
  private static final Set<Model> PASSED =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private IndependenceCheck() {}

  /**
   * Once for each model.
   *
   * @throws InvalidInputException where it is not
   */
  static void require(Model model, LossFunction loss) {
    if (PASSED.contains(model)) {
      return;
    }
    try (LossFunction own = loss.fork()) {
      require(own);
    }
    PASSED.add(model);
  }

  private static void require(LossFunction loss) {
    double[] here = numbers(loss, ONE);
    double[] there = numbers(loss, OTHER);
    int perSample = here.length / ONE.length;
    double squares = 0;
    double differences = 0;
    for (int k = 0; k < PLACES.length * perSample; k++) {
      double other = there[PLACES[k / perSample] * perSample + k % perSample];
      squares += here[k] * here[k];
      differences += (here[k] - other) * (here[k] - other);
    }
    double scale = Math.sqrt((double) PLACES.length * perSample);
    if (Math.sqrt(differences) > ZERO * scale + TOLERANCE * Math.sqrt(squares)) { // not with NaN
      throw new InvalidInputException(
          "model: a sample's output depends on the other samples of its batch, so that it has no"
              + " loss of its own; is there batch normalisation without running statistics?");
    }
  }

  private static double[] numbers(LossFunction loss, int[] samples) {
    Minibatch batch = Minibatch.ofSize(samples.length);
    for (int i = 0; i < samples.length; i++) {
      batch.setIndex(i, samples[i] % loss.sampleCount());
    }
    boolean many = loss.outputCount() > MOST_OUTPUTS;
    double[] numbers = new double[samples.length * (many ? 1 : loss.outputCount())];
    if (many) {
      loss.sampleLosses(loss.checkpoint(), batch, numbers);
    } else {
      loss.outputs(loss.checkpoint(), batch, numbers);
    }
    return numbers;
  }
}
