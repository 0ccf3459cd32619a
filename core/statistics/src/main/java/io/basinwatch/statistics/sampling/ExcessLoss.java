package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;

/**
 * L(w) - L(w*) with L(w*) taken over the same samples. Over a minibatch that was drawn
 * independently of w its expectation is L_n(w) - L_n(w*), as that of L_B(w) - L_n(w*) is, but what
 * the two losses of a sample share drops out of its variance.
 */
public final class ExcessLoss {
  private final double[] atCheckpoint; // (samples), l_i(w*)
  private final double mean;

  private ExcessLoss(double[] atCheckpoint, double mean) {
    this.atCheckpoint = atCheckpoint;
    this.mean = mean;
  }

  public static ExcessLoss of(LossFunction loss) {
    Minibatch whole = Minibatch.whole(loss.sampleCount());
    double[] losses = new double[whole.size()];
    loss.sampleLosses(loss.checkpoint(), whole, losses);
    return new ExcessLoss(losses, loss.loss(loss.checkpoint(), whole));
  }

  /** L_n(w*) over the whole probe. */
  public double lossAtCheckpoint() {
    return mean;
  }

  /** L_B(w) - L_B(w*), and grad L_B(w). */
  public double gradient(
      LossFunction loss, ParameterVector w, Minibatch batch, ParameterVector gradient) {
    return loss.gradient(w, batch, gradient) - mean(batch);
  }

  private double mean(Minibatch batch) {
    if (batch.size() == atCheckpoint.length && isWhole(batch)) {
      return mean;
    }
    double sum = 0;
    for (int i = 0; i < batch.size(); i++) {
      sum += atCheckpoint[batch.index(i)];
    }
    return sum / batch.size();
  }

  private static boolean isWhole(Minibatch batch) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.index(i) != i) {
        return false;
      }
    }
    return true;
  }
}
