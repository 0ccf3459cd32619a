package io.basinwatch.statistics.margin;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;

/**
 * A classifier's logits over a probe, at the checkpoint.
 *
 * @param logits (samples, classes) row-major
 * @param targets (samples) class indices
 */
record Outputs(double[] logits, int[] targets, int classes) {

  static Outputs of(LossFunction loss) {
    int samples = loss.sampleCount();
    int classes = loss.outputCount();
    double[] logits = new double[Math.multiplyExact(samples, classes)];
    loss.outputs(loss.checkpoint(), Minibatch.whole(samples), logits);
    int[] targets = new int[samples];
    for (int i = 0; i < samples; i++) {
      targets[i] = loss.targetClass(i);
    }
    return new Outputs(logits, targets, classes);
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
