package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * Stochastic gradient Nose-Hoover thermostat (Ding et al. 2014): momentum p with unit masses, noise
 * of a fixed strength, and a friction that is learned, so that |p|^2 per parameter is 1 whatever
 * minibatches add: the heat that is the same for all parameters is taken out. Integrated
 * symmetrically (Leimkuhler, Shang 2016), with h = sqrt(eps) and a = {@value #FRICTION}:
 *
 * <ul>
 *   <li>p = p - h (n beta grad L_B(w) + gamma (w - w*)); w = w + h/2 p
 *   <li>p = exp(-z) p + sqrt((1 - exp(-2 z)) a/z) xi; w = w + h/2 p
 *   <li>z = z + h^2 (|p|^2/d - 1), z = a at first
 * </ul>
 */
public final class Sgnht implements Sampler {
  /** Of the injected noise: what it takes of the momentum in one step. */
  private static final double FRICTION = 0.1;

  /**
   * Of minibatches, in steps of {@link Sgld}: that of {@link Baoab} with the same part of the
   * momentum kept, (1 + c)/(1 - c). What the friction takes out of it, the mean over all
   * parameters, is not in it.
   */
  static final double HEATING = 1 / Math.tanh(FRICTION / 2);

  private final Target target;
  private final double timeStep;
  private final MinibatchSource batches;

  /**
   * @param stepSize eps
   * @param batchSize samples in a minibatch; the whole probe, without draws, from its size on
   */
  public Sgnht(Target target, double stepSize, int batchSize) {
    this.target = target;
    this.timeStep = Math.sqrt(stepSize);
    this.batches = new MinibatchSource(target, batchSize);
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    if (!state.hasMomentum()) {
      state.friction = FRICTION;
    }
    ParameterVector momentum = state.momentum(random);
    double excess = target.gradient(state.position, batches.next(random), state.gradient);
    Posterior posterior = target.posterior();
    state.takeVirial(posterior);
    double squares =
        state.position.momentumStep(
            momentum,
            state.gradient,
            posterior.anchor(),
            timeStep,
            Math.exp(-state.friction),
            noise(state.friction),
            posterior.inverseTemperature(),
            posterior.localization(),
            random);
    state.friction += timeStep * timeStep * (squares / momentum.size() - 1);
    state.evaluated = false;
    return excess;
  }

  /** sqrt((1 - exp(-2 z)) a/z): of the Ornstein-Uhlenbeck process with friction z and noise a. */
  private static double noise(double friction) {
    double share =
        Math.abs(friction) < 1e-9 ? 2 * FRICTION : -Math.expm1(-2 * friction) * FRICTION / friction;
    return Math.sqrt(share);
  }
}
