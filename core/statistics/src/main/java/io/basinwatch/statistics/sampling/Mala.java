package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/**
 * The Metropolis-adjusted Langevin algorithm over the whole probe (Roberts, Tweedie 1996): exact at
 * any step size. It is Hamiltonian Monte Carlo with one leapfrog step.
 */
public final class Mala implements Sampler {
  private final Hmc oneStep;

  /**
   * @param stepSize eps
   */
  public Mala(Target target, double stepSize) {
    this.oneStep = new Hmc(target, stepSize, 1);
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    return oneStep.step(state, random);
  }
}
