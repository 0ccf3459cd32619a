package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * SGLD preconditioned as RMSprop has it (Li, Chen, Carlson, Carin 2016): v = 0.99 v + 0.01 g^2 with
 * g = grad L_B(w), v = 0 at first; G = 1/(0.1 + sqrt v); w = w - (eps/2) G (n beta g + gamma (w -
 * w*)) + sqrt(eps G) xi. A parameter's own step is eps G, at most 10 eps. The term of G's
 * derivative is left out, as everywhere; what that adds to the LLC is not corrected, but measured:
 * {@link ScaleBias}.
 */
public final class RmspropSgld implements Sampler {
  private static final double DECAY = 0.99;
  private static final double STABILIZER = 0.1;

  /** Of G. */
  static final double LARGEST_SCALE = 1 / STABILIZER;

  private final Target target;
  private final double stepSize;
  private final MinibatchSource batches;

  /**
   * @param stepSize eps
   * @param batchSize samples in a minibatch; the whole probe, without draws, from its size on
   */
  public RmspropSgld(Target target, double stepSize, int batchSize) {
    this.target = target;
    this.stepSize = stepSize;
    this.batches = new MinibatchSource(target, batchSize);
  }

  @Override
  public double step(ChainState state, RandomStream random) {
    double excess = target.gradient(state.position, batches.next(random), state.gradient);
    Posterior posterior = target.posterior();
    state.takeScaleBias(posterior);
    state.takeVirial(posterior);
    state.position.rmspropLangevinStep(
        state.gradient,
        posterior.anchor(),
        state.squares(),
        DECAY,
        STABILIZER,
        stepSize,
        posterior.inverseTemperature(),
        posterior.localization(),
        random);
    state.evaluated = false;
    return excess;
  }

  /**
   * G.
   *
   * @param square v
   */
  static double scale(double square) {
    return 1 / (STABILIZER + Math.sqrt(square));
  }

  /** That no parameter's G is below: the norm of v is no less than any of its elements. */
  static double leastScale(ChainState state) {
    return scale(state.squares().norm());
  }

  /**
   * Writes sqrt(G): parameters divided by it have the same step size each.
   *
   * @param scale (parameters), overwritten
   */
  static void scale(ChainState state, ParameterVector scale) {
    scale.rmspropScale(state.squares(), STABILIZER);
  }
}
