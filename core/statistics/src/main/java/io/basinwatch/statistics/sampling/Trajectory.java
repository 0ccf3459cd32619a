package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * A proposal by leapfrog steps with the gradient of the whole probe and fresh momentum, and the
 * probability with which Metropolis would accept it (Neal 2011): min(1, exp(H(w, p) - H(w', p')))
 * with H = U + |p|^2/2. One step is the Langevin proposal of MALA with step size eps = h^2, and its
 * probability is that of Metropolis and Hastings (Roberts, Tweedie 1996).
 */
final class Trajectory {
  private final Target target;
  final ParameterVector position; // (parameters), w'
  final ParameterVector gradient; // (parameters), grad L_n(w')
  double excess; // L_n(w') - L_n(w*)
  double energyError; // H(w', p') - H(w, p)
  private final ParameterVector momentum; // (parameters), p
  private ParameterVector slope; // (parameters), grad U

  Trajectory(Target target) {
    this.target = target;
    this.position = target.loss().zeros();
    this.gradient = target.loss().zeros();
    this.momentum = target.loss().zeros();
  }

  /** Loss and gradient over the whole probe, unless the state has them. */
  void evaluate(ChainState state) {
    if (!state.evaluated) {
      state.excess = target.gradient(state.position, target.wholeProbe(), state.gradient);
      state.evaluated = true;
    }
  }

  /**
   * Proposes a move from a state.
   *
   * @param steps of the leapfrog
   * @return the probability of acceptance; 0 where the loss is not finite
   */
  double propose(ChainState state, double stepSize, int steps, RandomStream random) {
    double before = begin(state, random);
    double h = Math.sqrt(stepSize);
    leapfrog(state.gradient, h / 2, h);
    for (int i = 1; i < steps; i++) {
      excess = target.gradient(position, target.wholeProbe(), gradient);
      if (!Double.isFinite(excess)) {
        energyError = Double.NaN;
        return 0;
      }
      leapfrog(gradient, h, h);
    }
    excess = target.gradient(position, target.wholeProbe(), gradient);
    leapfrog(gradient, h / 2, 0);
    energyError = energy() - before;
    return probability(energyError);
  }

  /**
   * Proposes one step with diagonal masses: parameters divided by {@code scale} have step size eps.
   *
   * @param scale (parameters), sqrt(G)
   */
  double propose(ChainState state, double stepSize, ParameterVector scale, RandomStream random) {
    double before = begin(state, random);
    double h = Math.sqrt(stepSize);
    kick(state.gradient, h / 2, scale);
    slope.copyFrom(momentum);
    slope.multiply(scale);
    position.addScaled(h, slope);
    excess = target.gradient(position, target.wholeProbe(), gradient);
    kick(gradient, h / 2, scale);
    energyError = energy() - before;
    return probability(energyError);
  }

  private double begin(ChainState state, RandomStream random) {
    evaluate(state);
    position.copyFrom(state.position);
    momentum.fillNormal(random);
    excess = state.excess;
    return energy();
  }

  private double energy() {
    return target.posterior().energy(excess, position) + momentum.dot(momentum) / 2;
  }

  private void leapfrog(ParameterVector at, double kick, double drift) {
    Posterior posterior = target.posterior();
    position.leapfrogStep(
        momentum,
        at,
        posterior.anchor(),
        kick,
        drift,
        posterior.inverseTemperature(),
        posterior.localization());
  }

  private void kick(ParameterVector at, double time, ParameterVector scale) {
    slope(position, at).multiply(scale);
    momentum.addScaled(-time, slope);
  }

  /** grad U where the gradient of the loss is known, until the next call. */
  ParameterVector slope(ParameterVector w, ParameterVector lossGradient) {
    if (slope == null) {
      slope = target.loss().zeros();
    }
    slope.copyFrom(lossGradient);
    target.posterior().toEnergyGradient(slope, w);
    return slope;
  }

  /** With which Metropolis accepts an error of the energy; 0 where it is NaN. */
  private static double probability(double energyError) {
    double probability = Math.min(1, Math.exp(-energyError));
    return Double.isNaN(probability) ? 0 : probability;
  }
}
