package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/**
 * The Metropolis-adjusted Langevin algorithm over the whole probe: exact at any step size, the
 * reference for small models.
 */
public final class Mala implements Sampler {
  private final LangevinProposal proposal;
  private final double stepSize;

  public Mala(Target target, double stepSize) {
    this.proposal = new LangevinProposal(target);
    this.stepSize = stepSize;
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    proposal.evaluate(state);
    double excess = state.excess;
    if (random.nextDouble() < proposal.propose(state, stepSize, random)) {
      state.position.copyFrom(proposal.position);
      state.gradient.copyFrom(proposal.gradient);
      state.excess = proposal.excess;
    }
    return excess;
  }

  @Override
  public int gradientsPerStep() {
    return 1;
  }
}
