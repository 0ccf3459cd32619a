package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;

/**
 * Finds the largest step size with an acceptance of at least {@value #ACCEPTANCE}; without
 * Metropolis' correction, where errors on a quadratic do not count, of {@value #BEYOND_QUADRATICS},
 * with eps a of at most {@value #STIFFNESS}, a being the largest curvature; and with a
 * gradient-noise ratio of at most {@value #NOISE_RATIO}. It doubles from the checkpoint to a first
 * guess; then stochastic approximation (Robbins, Monro 1951) of its logarithm along a pilot chain,
 * which also tells what minibatches do there.
 */
public final class StepSizeSearch {
  public static final double NOISE_RATIO = 0.05;
  private static final double ACCEPTANCE = 0.9;
  private static final double BEYOND_QUADRATICS = 0.95;

  /** On a quadratic, steps diverge from 4 on. */
  private static final double STIFFNESS = 1;

  private static final int POWERS = 8; // of the Hessian, before the first step
  private static final int ROUNDS = 16;
  private static final int STEPS_A_ROUND = 4;
  private static final int MOST_DOUBLINGS = 80;

  private final SamplerKind kind;
  private final Target target;
  private final Tuning pilot;
  private final StepDiagnostics diagnostics;
  private final double relief;
  private final double least; // acceptance
  private LargestCurvature curvature; // where it limits the step
  private double stiffness; // eps a, when it was looked at last
  private long gradients;

  /**
   * @param pilot how pilot chains move, but for the step size
   * @param noiseBatch samples of the minibatches whose noise is measured
   * @param choosesBatch whether they may grow to the pilot's: then the noise of those counts
   */
  public StepSizeSearch(
      SamplerKind kind, Target target, Tuning pilot, int noiseBatch, boolean choosesBatch) {
    this.kind = kind;
    this.target = target;
    this.pilot = pilot;
    this.diagnostics = new StepDiagnostics(kind, target, noiseBatch);
    this.least = kind.usesMinibatches() ? BEYOND_QUADRATICS : ACCEPTANCE;
    int samples = target.loss().sampleCount();
    this.relief =
        choosesBatch
            ? MinibatchSource.share(pilot.batchSize(), samples)
                / MinibatchSource.share(noiseBatch, samples)
            : 1;
  }

  /**
   * What a search found.
   *
   * @param logStepSize ln eps
   * @param noise gradient-noise ratio of the minibatches measured, divided by eps
   * @param bias what the step adds to the LLC of a quadratic, divided by eps
   * @param excess mean L(w) - L(w*) along the second half of the pilot chain
   * @param gradients calls of the gradient that it took
   */
  public record Found(
      double logStepSize, double noise, double bias, double excess, long gradients) {}

  public Found search(RandomStream random) {
    Posterior posterior = target.posterior();
    double first = 1 / (posterior.inverseTemperature() + posterior.localization());
    ChainState state = ChainState.at(target.loss(), posterior.anchor());
    if (kind.usesMinibatches()) {
      Target judged = diagnostics.drawJudges(random);
      curvature = new LargestCurvature(judged, random);
      judged.trajectory().evaluate(state);
      for (int i = 0; i < POWERS; i++) {
        look(state, first);
      }
    }
    double stepSize = firstGuess(state, first, random);
    return approximate(state, Math.log(stepSize), random);
  }

  /**
   * The first step size, of those that grow by two (or shrink, if the first is too large) along a
   * pilot chain, that crosses the target. The curvature at w* itself says little: where a network
   * fits its data exactly it is 0.
   */
  private double firstGuess(ChainState state, double first, RandomStream random) {
    boolean up = isGood(state, first, random);
    double factor = up ? 2 : 0.5;
    double stepSize = first;
    for (int i = 0; i < MOST_DOUBLINGS; i++) {
      stepSize *= factor;
      if (isGood(state, stepSize, random) != up) {
        break;
      }
    }
    return up ? stepSize / 2 : stepSize;
  }

  private boolean isGood(ChainState state, double stepSize, RandomStream random) {
    boolean accepted = assess(state, stepSize, random).acceptance() >= least;
    boolean good = accepted && stiffness <= STIFFNESS;
    if (good) {
      run(state, stepSize, random);
    }
    return good;
  }

  private Quality assess(ChainState state, double stepSize, RandomStream random) {
    gradients += diagnostics.gradients();
    Quality quality = diagnostics.at(state, stepSize, random);
    if (curvature != null) {
      look(diagnostics.point(), stepSize);
    }
    return quality;
  }

  private void look(ChainState point, double stepSize) {
    gradients++;
    stiffness = kind.largestScale() * stepSize * curvature.at(point, Math.sqrt(stepSize));
  }

  /** Means over the second half of the rounds. */
  private Found approximate(ChainState state, double start, RandomStream random) {
    ParameterVector anchor = target.posterior().anchor();
    double logStep = start;
    double sum = 0;
    double noise = 0;
    double bias = 0;
    double excess = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double stepSize = Math.exp(logStep);
      double mean = run(state, stepSize, random);
      Quality quality = assess(state, stepSize, random);
      if (quality.acceptance() == 0) {
        state = ChainState.at(target.loss(), anchor);
      }
      logStep += 3 / Math.pow(round + 3, 0.7) * surplus(quality);
      if (round >= ROUNDS / 2) {
        sum += logStep;
        noise += quality.noiseRatio() / stepSize;
        bias += quality.stepBias() / stepSize;
        excess += mean;
      }
    }
    double count = ROUNDS - ROUNDS / 2;
    return new Found(sum / count, noise / count, bias / count, excess / count, gradients);
  }

  /** Some steps of the pilot chain; the mean excess loss. */
  private double run(ChainState state, double stepSize, RandomStream random) {
    Sampler sampler = kind.on(target, pilot.withStepSize(stepSize));
    double sum = 0;
    for (int i = 0; i < STEPS_A_ROUND; i++) {
      sum += sampler.step(state, random) / STEPS_A_ROUND;
      gradients++;
    }
    return sum;
  }

  /** Positive where the step may grow; -1 where the loss is not finite. */
  private double surplus(Quality quality) {
    if (!Double.isFinite(quality.noiseRatio()) || Double.isNaN(stiffness)) {
      return -1;
    }
    double noise = 1 - relief * quality.noiseRatio() / NOISE_RATIO;
    double steady = Math.min(noise, 1 - stiffness / STIFFNESS);
    return Math.max(-1, Math.min(quality.acceptance() - least, steady));
  }
}
