package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/**
 * Stochastic gradient Langevin dynamics (Welling, Teh 2011): w = w - (eps/2) (n beta grad L_B(w) +
 * gamma (w - w*)) + sqrt(eps) xi. The minibatch is fresh at each step, so its loss at w is an
 * unbiased estimate that costs nothing beyond the gradient.
 */
public final class Sgld implements Sampler {
  private final Target target;
  private final double stepSize;
  private final MinibatchSource batches;

  /**
   * @param stepSize eps
   * @param batchSize samples in a minibatch; the whole probe, without draws, from its size on
   */
  public Sgld(Target target, double stepSize, int batchSize) {
    this.target = target;
    this.stepSize = stepSize;
    this.batches = new MinibatchSource(target, batchSize);
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    double excess = target.gradient(state.position, batches.next(random), state.gradient);
    Posterior posterior = target.posterior();
    state.takeVirial(posterior);
    state.position.langevinStep(
        state.gradient,
        posterior.anchor(),
        stepSize,
        posterior.inverseTemperature(),
        posterior.localization(),
        random);
    state.evaluated = false;
    return excess;
  }
}
