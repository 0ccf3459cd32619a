package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * Finds the largest step size whose MALA acceptance is at least {@value #ACCEPTANCE} and whose
 * gradient-noise ratio is at most {@value #NOISE_RATIO}: doubling from the checkpoint to a first
 * guess, then stochastic approximation (Robbins, Monro 1951) of its logarithm along an SGLD chain.
 */
public final class StepSizeSearch {
  public static final double ACCEPTANCE = 0.9;
  public static final double NOISE_RATIO = 0.05;
  private static final int ROUNDS = 60;
  private static final int STEPS_A_ROUND = 8;
  private static final int MOST_DOUBLINGS = 80;

  private final Target target;
  private final int batchSize;
  private final StepDiagnostics diagnostics;

  public StepSizeSearch(Target target, int batchSize) {
    this.target = target;
    this.batchSize = batchSize;
    this.diagnostics = new StepDiagnostics(target, batchSize);
  }

  /**
   * What a search found.
   *
   * @param logStepSize ln eps
   * @param gradients calls of the gradient that it took
   */
  public record Found(double logStepSize, long gradients) {}

  public Found search(RandomStream random) {
    Posterior posterior = target.posterior();
    double first = 1 / (posterior.inverseTemperature() + posterior.localization());
    int doublings = doublings(first, random);
    double logStep = Math.log(first) + doublings * Math.log(2);
    double found = approximate(logStep, random);
    long evaluations = Math.abs(doublings) + 1L + ROUNDS;
    return new Found(found, evaluations * diagnostics.gradients() + (long) ROUNDS * STEPS_A_ROUND);
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
    return diagnostics.at(target.posterior().anchor(), stepSize, random).acceptance() >= ACCEPTANCE;
  }

  /** The mean of ln eps over the second half of the rounds. */
  private double approximate(double start, RandomStream random) {
    ParameterVector anchor = target.posterior().anchor();
    ChainState state = ChainState.at(target.loss(), anchor);
    double logStep = start;
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double stepSize = Math.exp(logStep);
      Sgld sampler = new Sgld(target, stepSize, batchSize);
      for (int i = 0; i < STEPS_A_ROUND; i++) {
        sampler.step(state, random);
      }
      StepDiagnostics.Quality quality = diagnostics.at(state.position(), stepSize, random);
      if (quality.acceptance() == 0) {
        state.moveTo(anchor);
      }
      logStep += 4 / Math.pow(round + 4, 0.7) * surplus(quality);
      sum += round < ROUNDS / 2 ? 0 : logStep;
    }
    return sum / (ROUNDS - ROUNDS / 2);
  }

  /** Positive where the step may grow; -1 where the loss is not finite. */
  private static double surplus(StepDiagnostics.Quality quality) {
    if (!Double.isFinite(quality.noiseRatio())) {
      return -1;
    }
    double noise = 1 - quality.noiseRatio() / NOISE_RATIO;
    return Math.max(-1, Math.min(quality.acceptance() - ACCEPTANCE, noise));
  }
}
