package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/**
 * Langevin dynamics by the BAOAB splitting (Leimkuhler, Matthews 2013) with unit masses, momentum p
 * and h = sqrt(eps):
 *
 * <ul>
 *   <li>p = p - h (n beta grad L_B(w) + gamma (w - w*)); w = w + h/2 p
 *   <li>p = c p + sqrt(1 - c^2) xi; w = w + h/2 p
 * </ul>
 *
 * On a quadratic w has the exact variance at every stable step, whatever c; at c = 0 this is {@link
 * Sgld} with the mean of two noises in place of one, whose diffusion in directions of little
 * curvature the momentum multiplies by (1 + c)/(1 - c). Ours is c = exp(-2 h sqrt(gamma)), which
 * damps critically what localization alone holds; at most {@value #MOST_KEPT}.
 */
public final class Baoab implements Sampler {
  private static final double MOST_KEPT = 0.9;

  private final Target target;
  private final double timeStep;
  private final double kept; // c
  private final MinibatchSource batches;

  /**
   * @param stepSize eps
   * @param batchSize samples in a minibatch; the whole probe, without draws, from its size on
   */
  public Baoab(Target target, double stepSize, int batchSize) {
    this.target = target;
    this.timeStep = Math.sqrt(stepSize);
    this.kept = kept(stepSize, target.posterior().localization());
    this.batches = new MinibatchSource(target, batchSize);
  }

  private static double kept(double stepSize, double localization) {
    return Math.min(MOST_KEPT, Math.exp(-2 * Math.sqrt(stepSize * localization)));
  }

  /** How much faster than by {@link Sgld}'s steps a direction of little curvature diffuses. */
  static double diffusion(double stepSize, double localization) {
    double kept = kept(stepSize, localization);
    return (1 + kept) / (1 - kept);
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    double excess = target.gradient(state.position, batches.next(random), state.gradient);
    Posterior posterior = target.posterior();
    state.takeVirial(posterior);
    state.position.momentumStep(
        state.momentum(random),
        state.gradient,
        posterior.anchor(),
        timeStep,
        kept,
        Math.sqrt(1 - kept * kept),
        posterior.inverseTemperature(),
        posterior.localization(),
        random);
    state.evaluated = false;
    return excess;
  }
}
