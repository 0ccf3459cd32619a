package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * A Langevin step with the gradient of the whole probe, and the probability with which Metropolis
 * and Hastings would accept it (Roberts, Tweedie 1996). With d = w' - w, ln alpha = U(w) - U(w') +
 * d (grad U(w) + grad U(w'))/2 - (eps/8) (|grad U(w')|^2 - |grad U(w)|^2).
 */
final class LangevinProposal {
  private final Target target;
  private final Minibatch whole;
  final ParameterVector position; // (parameters), w'
  final ParameterVector gradient; // (parameters), grad L_n(w')
  double excess; // L_n(w') - L_n(w*)
  private final ParameterVector here; // (parameters), grad U(w)
  private final ParameterVector there; // (parameters), grad U(w')
  private final ParameterVector displacement; // (parameters)

  LangevinProposal(Target target) {
    this.target = target;
    this.whole = target.wholeProbe();
    this.position = target.loss().zeros();
    this.gradient = target.loss().zeros();
    this.here = target.loss().zeros();
    this.there = target.loss().zeros();
    this.displacement = target.loss().zeros();
  }

  /** Loss and gradient over the whole probe, unless the state has them. */
  void evaluate(ChainState state) {
    if (!state.evaluated) {
      state.excess = target.gradient(state.position, whole, state.gradient);
      state.evaluated = true;
    }
  }

  /**
   * Proposes a step from a state.
   *
   * @return the probability of acceptance; 0 where the loss is not finite
   */
  double propose(ChainState state, double stepSize, RandomStream random) {
    evaluate(state);
    Posterior posterior = target.posterior();
    position.copyFrom(state.position);
    position.langevinStep(
        state.gradient,
        posterior.anchor(),
        stepSize,
        posterior.inverseTemperature(),
        posterior.localization(),
        random);
    excess = target.gradient(position, whole, gradient);
    double acceptance = Math.min(1, Math.exp(logRatio(state, stepSize)));
    return Double.isNaN(acceptance) ? 0 : acceptance;
  }

  private double logRatio(ChainState state, double stepSize) {
    Posterior posterior = target.posterior();
    here.copyFrom(state.gradient);
    posterior.toEnergyGradient(here, state.position);
    there.copyFrom(gradient);
    posterior.toEnergyGradient(there, position);
    displacement.copyFrom(position);
    displacement.addScaled(-1, state.position);
    return posterior.energy(state.excess, state.position)
        - posterior.energy(excess, position)
        + (displacement.dot(here) + displacement.dot(there)) / 2
        - stepSize / 8 * (there.dot(there) - here.dot(here));
  }
}
