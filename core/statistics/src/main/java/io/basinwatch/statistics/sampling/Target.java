package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;

/** What one chain samples from, on a fork of the loss that no other thread uses meanwhile. */
public class Target {
  private final LossFunction loss;
  private final Posterior posterior;
  private final ExcessLoss excess;
  private Minibatch whole;
  private Trajectory trajectory;

  public Target(LossFunction loss, Posterior posterior, ExcessLoss excess) {
    this(loss, posterior, excess, Minibatch.whole(loss.sampleCount()));
  }

  private Target(LossFunction loss, Posterior posterior, ExcessLoss excess, Minibatch whole) {
    this.loss = loss;
    this.posterior = posterior;
    this.excess = excess;
    this.whole = whole;
  }

  /** The same with a minibatch, which may be drawn anew, in place of the whole probe. */
  Target over(Minibatch batch) {
    return new Target(loss, posterior, excess, batch);
  }

  /** Has a target that {@link #over} gave go over another minibatch from now on. */
  void goOver(Minibatch batch) {
    whole = batch;
  }

  public LossFunction loss() {
    return loss;
  }

  public Posterior posterior() {
    return posterior;
  }

  /**
   * @param gradient (parameters), overwritten with grad L_B(w)
   * @return L_B(w) - L_B(w*)
   */
  public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
    return excess.gradient(loss, w, batch, gradient);
  }

  /** The same, but gradients are those of the first samples of a minibatch. */
  Target ofPart(int samples) {
    Minibatch part = Minibatch.ofSize(samples);
    return new Target(loss, posterior, excess) {
      @Override
      public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
        for (int i = 0; i < samples; i++) {
          part.setIndex(i, batch.index(i));
        }
        return super.gradient(w, part, gradient);
      }
    };
  }

  public Minibatch wholeProbe() {
    return whole;
  }

  /** Working memory for proposals, shared by all that use this target in turn. */
  Trajectory trajectory() {
    if (trajectory == null) {
      trajectory = new Trajectory(this);
    }
    return trajectory;
  }
}
