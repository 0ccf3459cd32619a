package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Interruption;

/** How good a step size is at a point: MALA acceptance and the noise that minibatches add. */
public final class StepDiagnostics {
  private final Target target;
  private final LangevinProposal proposal;
  private final ChainState state;
  private final ParameterVector minibatchGradient;
  private final Minibatch batch;
  private final boolean noisy;

  /**
   * @param batchSize of the sampler
   */
  public StepDiagnostics(Target target, int batchSize) {
    int samples = target.loss().sampleCount();
    this.target = target;
    this.proposal = new LangevinProposal(target);
    this.state = ChainState.at(target.loss(), target.posterior().anchor());
    this.minibatchGradient = target.loss().zeros();
    this.noisy = batchSize < samples;
    this.batch = Minibatch.ofSize(Math.min(batchSize, samples));
  }

  /**
   * At one point.
   *
   * @param acceptance probability that MALA accepts one proposal
   * @param noiseRatio eps (n beta)^2 mean_i Var[g_B,i] / 4: the variance that minibatches add to a
   *     step, in units of the injected noise's
   */
  public record Quality(double acceptance, double noiseRatio) {}

  /** Gradients that one {@link #at} takes. */
  public int gradients() {
    return noisy ? 3 : 2;
  }

  public Quality at(ParameterVector w, double stepSize, RandomStream random) {
    Interruption.check();
    state.moveTo(w);
    double acceptance = proposal.propose(state, stepSize, random);
    return new Quality(acceptance, noisy ? noiseRatio(stepSize, random) : 0);
  }

  private double noiseRatio(double stepSize, RandomStream random) {
    batch.draw(random, target.loss().sampleCount());
    target.gradient(state.position, batch, minibatchGradient);
    double meanVariance =
        minibatchGradient.squaredDistance(state.gradient) / minibatchGradient.size();
    double inverseTemperature = target.posterior().inverseTemperature();
    return stepSize * inverseTemperature * inverseTemperature * meanVariance / 4;
  }
}
