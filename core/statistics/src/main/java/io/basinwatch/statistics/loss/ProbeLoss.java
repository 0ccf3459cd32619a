package io.basinwatch.statistics.loss;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.diagnostics.Moments;

/**
 * The mean loss over a probe, as an estimate of the mean over what the probe is a sample of.
 *
 * @param mean L(w*) over the whole probe, in the loss's unit
 * @param standardError s / sqrt(m) for m samples with standard deviation s; for the training probe
 *     times sqrt(1 - m/n), the correction for drawing m of n without replacement (Cochran 1977), so
 *     that it is 0 where the probe is the whole training set
 */
record ProbeLoss(double mean, double standardError) {

  static ProbeLoss train(Problem problem) {
    LossFunction loss = problem.train();
    double left = 1 - (double) loss.sampleCount() / problem.datasetSize();
    return left == 0 ? new ProbeLoss(mean(loss), 0) : of(loss, Math.sqrt(left));
  }

  static ProbeLoss heldout(LossFunction loss) {
    return of(loss, 1);
  }

  private static ProbeLoss of(LossFunction loss, double correction) {
    double[] losses = new double[loss.sampleCount()];
    loss.sampleLosses(loss.checkpoint(), Minibatch.whole(losses.length), losses);
    return new ProbeLoss(mean(loss), correction * Moments.standardError(losses));
  }

  private static double mean(LossFunction loss) {
    return loss.loss(loss.checkpoint(), Minibatch.whole(loss.sampleCount()));
  }
}
