package io.basinwatch.platform.domain;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Whether the output of a sample is its own: with batch normalisation without running statistics,
 * or a softmax over axis 0, it changes with the samples beside it, and every number with the
 * batches that it is computed in.
 */
final class IndependenceCheck {
  private static final int SAMPLES = 4;

  /** Of an output's range over the samples. */
  private static final double TOLERANCE = 1e-3;

  /** Of an output's size: what float32 rounds away. */
  private static final double ROUNDING = 1e-6;

  /** Outputs of a sample beyond which its loss stands for them. */
  private static final int MOST_OUTPUTS = 1 << 20;

  /** Models are kept for a run's checkpoints. */
  private static final Set<Model> PASSED =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private IndependenceCheck() {}

  /**
   * Until a checkpoint of the model has outputs to judge by.
   *
   * @throws InvalidInputException where it is not
   */
  static void require(Model model, LossFunction loss) {
    if (PASSED.contains(model)) {
      return;
    }
    try (LossFunction own = loss.fork()) {
      if (judge(own)) {
        PASSED.add(model);
      }
    }
  }

  /**
   * Compares each sample's outputs with those that it has among copies of itself. It keeps its
   * place, on which rounding depends: deep recurrences make much of that.
   *
   * @return whether the outputs are numbers that differ between samples
   */
  private static boolean judge(LossFunction loss) {
    double[] among = outputs(loss, i -> i);
    int columns = among.length / SAMPLES;
    double[] alone = new double[among.length];
    for (int i = 0; i < SAMPLES; i++) {
      int sample = i;
      System.arraycopy(outputs(loss, place -> sample), i * columns, alone, i * columns, columns);
    }
    boolean differing = false;
    for (int column = 0; column < columns; column++) {
      differing |= judgeColumn(among, alone, column, columns);
    }
    return differing && Arrays.stream(among).noneMatch(Double::isNaN);
  }

  private static boolean judgeColumn(double[] among, double[] alone, int column, int columns) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = column; k < among.length; k += columns) {
      if (Double.isFinite(among[k])) { // infinity is a mask's
        least = Math.min(least, among[k]);
        most = Math.max(most, among[k]);
      }
    }
    double range = Math.max(most - least, 0);
    double rounding = least > most ? 0 : ROUNDING * Math.max(Math.abs(least), Math.abs(most));
    for (int k = column; k < among.length; k += columns) {
      requireEqual(among[k], alone[k], TOLERANCE * range + rounding);
    }
    return range > rounding;
  }

  private static void requireEqual(double among, double alone, double tolerance) {
    boolean same = Double.compare(among, alone) == 0; // also infinity and NaN
    if (!same && !(Math.abs(among - alone) <= tolerance)) {
      throw new InvalidInputException(
          "model: a sample's output depends on the other samples of its batch, so that it has no"
              + " loss of its own; is there batch normalisation without running statistics?");
    }
  }

  /**
   * @param samples the sample at each place
   */
  private static double[] outputs(LossFunction loss, IntUnaryOperator samples) {
    int[] places = IntStream.range(0, SAMPLES).map(samples).toArray();
    Minibatch batch =
        Minibatch.of(Arrays.stream(places).map(i -> i % loss.sampleCount()).toArray());
    boolean many = loss.outputCount() > MOST_OUTPUTS;
    double[] outputs = new double[SAMPLES * (many ? 1 : loss.outputCount())];
    if (many) {
      loss.sampleLosses(loss.checkpoint(), batch, outputs);
    } else {
      loss.outputs(loss.checkpoint(), batch, outputs);
    }
    return outputs;
  }
}
