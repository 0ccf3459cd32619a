package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/**
 * Hamiltonian Monte Carlo over the whole probe (Duane et al. 1987; Neal 2011): exact at any step
 * size. The number of leapfrog steps of a transition is uniform in 1 .. 2 steps - 1, so that no
 * direction is followed for whole periods.
 */
public final class Hmc implements Sampler {
  private final Target target;
  private final double stepSize;
  private final int steps;

  /**
   * @param stepSize eps, the square of the leapfrog's time step
   * @param steps leapfrog steps of a transition, on average
   */
  public Hmc(Target target, double stepSize, int steps) {
    this.target = target;
    this.stepSize = stepSize;
    this.steps = steps;
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    Trajectory trajectory = target.trajectory();
    trajectory.evaluate(state);
    state.takeVirial(target.posterior());
    double excess = state.excess;
    int length = steps == 1 ? 1 : 1 + random.nextInt(2 * steps - 1);
    double bar = random.nextDouble();
    if (bar < trajectory.propose(state, stepSize, length, random)) {
      state.position.copyFrom(trajectory.position);
      state.gradient.copyFrom(trajectory.gradient);
      state.excess = trajectory.excess;
    } else {
      state.rejections++;
    }
    return excess;
  }

  @Override
  public double gradientsPerStep() {
    return steps;
  }
}
