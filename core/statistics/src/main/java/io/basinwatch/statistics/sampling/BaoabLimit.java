package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/**
 * Langevin dynamics in the high-friction limit of the BAOAB splitting (Leimkuhler, Matthews 2013):
 * w = w - (eps/2) (n beta grad L_B(w) + gamma (w - w*)) + sqrt(eps) (xi + xi')/2, where xi' is the
 * xi of the next step. It costs what {@link Sgld} costs, its limit of stability is the same, and on
 * a quadratic w has the exact variance at every stable step: what is left of the discretisation is
 * of second order.
 *
 * <p>The state's momentum is the noise that the next step uses again.
 */
public final class BaoabLimit implements Sampler {
  private final Target target;
  private final double timeStep;
  private final MinibatchSource batches;

  /**
   * @param stepSize eps
   * @param batchSize samples in a minibatch; the whole probe, without draws, from its size on
   */
  public BaoabLimit(Target target, double stepSize, int batchSize) {
    this.target = target;
    this.timeStep = Math.sqrt(stepSize);
    this.batches = new MinibatchSource(target, batchSize);
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    double excess = target.gradient(state.position, batches.next(random), state.gradient);
    Posterior posterior = target.posterior();
    state.position.momentumStep(
        state.momentum(random),
        state.gradient,
        posterior.anchor(),
        timeStep,
        0,
        1,
        posterior.inverseTemperature(),
        posterior.localization(),
        random);
    state.evaluated = false;
    return excess;
  }
}
