package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;

/** One transition of a Markov chain: the state and the stream in, the state and its loss out. */
public interface Sampler {

  /**
   * Advances the state.
   *
   * @return an unbiased estimate of L_n(w) - L_n(w*) at the state as it was before the transition
   */
  double step(ChainState state, RandomStream random);

  /** Calls of the gradient for each transition. */
  int gradientsPerStep();
}
