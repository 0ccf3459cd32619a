package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/**
 * One transition of a Markov chain: the state and the stream in, the state and its loss out. A
 * sampler carries nothing from one transition to the next. Every sampler has the same step size
 * eps: the variance of the noise that one step injects, and the square of the time step of those
 * with momentum.
 */
public interface Sampler {

  /**
   * Advances the state.
   *
   * @return an unbiased estimate of L_n(w) - L_n(w*) at the state as it was before the transition
   */
  double step(ChainState state, RandomStream random);

  /** Calls of the gradient for each transition, on average. */
  default double gradientsPerStep() {
    return 1;
  }
}
