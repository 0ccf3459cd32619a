package io.basinwatch.platform.domain;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Whether an exported model computes what its trainer computed: exporters translate some functions
 * wrongly, without a word, and every number would be that of another model. The trainer says what
 * its model gave for the first sample of the probe at the initial weights.
 *
 * @param mean of the outputs of that sample
 * @param rootMeanSquare of the same
 */
public record ExportCheck(double mean, double rootMeanSquare) {
  private static final String KEY = "first-output"; // of a model's metadata: both numbers

  /** Of the root mean square: far above rounding in float32, far below any wrong function. */
  private static final double TOLERANCE = 1e-3;

  private static final double ZERO = 1e-6; // what of outputs counts as none

  /** Whether the trainer says anything. */
  public static boolean isToldBy(Model model) {
    return model.metadata().containsKey(KEY);
  }

  /**
   * What the exported model gives.
   *
   * @throws InvalidInputException where it differs from what the trainer says
   */
  public static ExportCheck of(ProblemInput input, TensorFile initialWeights) {
    ExportCheck theirs = parse(input.model().metadata().get(KEY));
    ExportCheck ours = compute(input, initialWeights);
    if (!ours.isCloseTo(theirs)) {
      throw new InvalidInputException(
          "model: it was exported wrongly: for the probe's first sample at the initial weights its"
              + " output has mean and root mean square %s, in the trainer %s"
                  .formatted(ours, theirs));
    }
    return ours;
  }

  private static ExportCheck parse(String told) {
    String[] words = told.split(" ");
    try {
      return new ExportCheck(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new InvalidInputException(
          "model: its metadata key %s is '%s' and must be two numbers".formatted(KEY, told), e);
    }
  }

  private static ExportCheck compute(ProblemInput input, TensorFile weights) {
    try (LossFunction function = compile(input, weights)) {
      double[] outputs = new double[function.outputCount()];
      function.outputs(function.checkpoint(), Minibatch.range(0, 1), outputs);
      double sum = 0;
      double squares = 0;
      for (double output : outputs) {
        sum += output;
        squares += output * output;
      }
      return new ExportCheck(sum / outputs.length, Math.sqrt(squares / outputs.length));
    }
  }

  private static LossFunction compile(ProblemInput input, TensorFile weights) {
    TensorFile probe = input.trainProbe();
    Supplier<LossFunction> compiled =
        () ->
            LossFunctions.compile(
                input.model(), weights, input.loss(), probe, EngineOptions.DEFAULT);
    return Naming.part(
        "probe", "train probe", () -> Naming.part("checkpoint", "initial weights", compiled));
  }

  private boolean isCloseTo(ExportCheck other) {
    double bound = ZERO + TOLERANCE * other.rootMeanSquare;
    return Math.abs(mean - other.mean) <= bound
        && Math.abs(rootMeanSquare - other.rootMeanSquare) <= bound;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.6g and %.6g", mean, rootMeanSquare);
  }
}
