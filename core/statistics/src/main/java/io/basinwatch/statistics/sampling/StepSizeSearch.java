package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;

/**
 * Finds the largest step size whose MALA acceptance is at least {@value #ACCEPTANCE} and whose
 * gradient-noise ratio is at most {@value #NOISE_RATIO}: doubling from the checkpoint to a first
 * guess, then stochastic approximation (Robbins, Monro 1951) of its logarithm along a pilot chain,
 * which also tells what minibatches do there.
 */
public final class StepSizeSearch {
  public static final double ACCEPTANCE = 0.9;
  public static final double NOISE_RATIO = 0.05;
  private static final int ROUNDS = 30;
  private static final int STEPS_A_ROUND = 8;
  private static final int MOST_DOUBLINGS = 80;

  private final SamplerKind kind;
  private final Target target;
  private final Tuning tuning;
  private final StepDiagnostics diagnostics;
  private long gradients;

  /**
   * @param tuning but for the step size
   */
  public StepSizeSearch(SamplerKind kind, Target target, Tuning tuning) {
    this.kind = kind;
    this.target = target;
    this.tuning = tuning;
    this.diagnostics = new StepDiagnostics(kind, target, tuning.batchSize());
  }

  /**
   * What a search found.
   *
   * @param logStepSize ln eps
   * @param noise gradient-noise ratio divided by eps
   * @param excess mean L(w) - L(w*) along the second half of the pilot chain
   * @param gradients calls of the gradient that it took
   */
  public record Found(double logStepSize, double noise, double excess, long gradients) {}

  public Found search(RandomStream random) {
    Posterior posterior = target.posterior();
    double first = 1 / (posterior.inverseTemperature() + posterior.localization());
    int doublings = doublings(first, random);
    return approximate(Math.log(first) + doublings * Math.log(2), random);
  }

  /** Doublings (or halvings, if negative) until the first proposal from w* crosses the target. */
  private int doublings(double first, RandomStream random) {
    boolean up = isGood(first, random);
    int direction = up ? 1 : -1;
    int count = 0;
    while (Math.abs(count) < MOST_DOUBLINGS) {
      count += direction;
      if (isGood(Math.scalb(first, count), random) != up) {
        break;
      }
    }
    return up ? count - 1 : count;
  }

  private boolean isGood(double stepSize, RandomStream random) {
    ChainState start = ChainState.at(target.loss(), target.posterior().anchor());
    return assess(start, stepSize, random).acceptance() >= ACCEPTANCE;
  }

  private Quality assess(ChainState state, double stepSize, RandomStream random) {
    gradients += diagnostics.gradients();
    return diagnostics.at(state, stepSize, random);
  }

  /** Means over the second half of the rounds. */
  private Found approximate(double start, RandomStream random) {
    ParameterVector anchor = target.posterior().anchor();
    ChainState state = ChainState.at(target.loss(), anchor);
    double logStep = start;
    double sum = 0;
    double noise = 0;
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
        excess += mean;
      }
    }
    double count = ROUNDS - ROUNDS / 2;
    return new Found(sum / count, noise / count, excess / count, gradients);
  }

  /** Some steps of the pilot chain; the mean excess loss. */
  private double run(ChainState state, double stepSize, RandomStream random) {
    Sampler sampler = kind.on(target, tuning.withStepSize(stepSize));
    double sum = 0;
    for (int i = 0; i < STEPS_A_ROUND; i++) {
      sum += sampler.step(state, random) / STEPS_A_ROUND;
      gradients++;
    }
    return sum;
  }

  /** Positive where the step may grow; -1 where the loss is not finite. */
  private static double surplus(Quality quality) {
    if (!Double.isFinite(quality.noiseRatio())) {
      return -1;
    }
    double noise = 1 - quality.noiseRatio() / NOISE_RATIO;
    return Math.max(-1, Math.min(quality.acceptance() - ACCEPTANCE, noise));
  }
}
