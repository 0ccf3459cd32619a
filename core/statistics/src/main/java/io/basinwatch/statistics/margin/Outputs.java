package io.basinwatch.statistics.margin;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A classifier's logits over a probe, at the checkpoint, without samples whose target is ignored.
 *
 * @param logits (samples, classes) row-major
 * @param targets (samples) class indices
 */
record Outputs(double[] logits, int[] targets, int classes) {

  static Outputs of(LossFunction loss) {
    int[] samples =
        IntStream.range(0, loss.sampleCount())
            .filter(i -> loss.targetClass(i).isPresent())
            .toArray();
    int classes = loss.outputCount();
    double[] logits = new double[Math.multiplyExact(samples.length, classes)];
    if (samples.length > 0) {
      loss.outputs(loss.checkpoint(), Minibatch.of(samples), logits);
    }
    int[] targets = Arrays.stream(samples).map(i -> loss.targetClass(i).getAsInt()).toArray();
    return new Outputs(logits, targets, classes);
  }

  boolean isEmpty() {
    return targets.length == 0;
  }

  /** z_y - max over j != y of z_j, for each sample. */
  double[] margins() {
    double[] margins = new double[targets.length];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = margin(i);
    }
    return margins;
  }

  private double margin(int sample) {
    double best = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      if (c != targets[sample]) {
        best = Math.max(best, logits[sample * classes + c]);
      }
    }
    return logits[sample * classes + targets[sample]] - best;
  }

  /** Trace of the covariance matrix of the logits over the samples. */
  double totalVariation() {
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += variance(c);
    }
    return total;
  }

  private double variance(int classIndex) {
    int samples = targets.length;
    double mean = 0;
    for (int i = 0; i < samples; i++) {
      mean += logits[i * classes + classIndex] / samples;
    }
    double variance = 0;
    for (int i = 0; i < samples; i++) {
      double deviation = logits[i * classes + classIndex] - mean;
      variance += deviation * deviation / samples;
    }
    return variance;
  }
}
