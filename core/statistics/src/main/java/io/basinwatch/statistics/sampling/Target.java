package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;

/** What one chain samples from, on the chain's own fork of the loss. */
public record Target(LossFunction loss, Posterior posterior, ExcessLoss excess) {

  /**
   * @param gradient (parameters), overwritten with grad L_B(w)
   * @return L_B(w) - L_B(w*)
   */
  public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
    return excess.gradient(loss, w, batch, gradient);
  }

  public Minibatch wholeProbe() {
    return Minibatch.whole(loss.sampleCount());
  }
}
