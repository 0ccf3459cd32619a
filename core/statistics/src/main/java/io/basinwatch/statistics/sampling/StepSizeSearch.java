package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import java.util.function.ToIntFunction;

/**
 * Finds the largest step size with an acceptance of at least {@value #ACCEPTANCE}; without
 * Metropolis' correction, where errors on a quadratic do not count, of {@value #BEYOND_QUADRATICS},
 * with eps a of at most {@value #STIFFNESS}, a being the largest curvature, and a bias that is
 * allowed. It doubles from the checkpoint to a first guess; then stochastic approximation (Robbins,
 * Monro 1951) of its logarithm along a pilot chain, which also tells what minibatches do there.
 *
 * <p>A pilot chain takes minibatches, and as many samples judge its steps. It begins with few, and
 * anew with up to {@value #GROWTH} times as many until their noise hardly heats it; more samples
 * judge its last steps.
 */
public final class StepSizeSearch {
  private static final double ACCEPTANCE = 0.9;
  private static final double BEYOND_QUADRATICS = 0.95;

  /** On a quadratic, steps diverge from 4 on. */
  private static final double STIFFNESS = 1;

  private static final int GROWTH = 4;
  private static final double NEARLY = 0.75; // of enough samples is enough
  private static final int POWERS = 8; // of the Hessian, before the first step
  private static final int ROUGH_ROUNDS = 2; // of each pilot chain, after as many
  private static final int ROUNDS = 8; // of the last one, after half as many
  private static final int STEPS_A_ROUND = 4;
  private static final int MOST_DOUBLINGS = 80;

  private final SamplerKind kind;
  private final Target target;
  private final Tuning tuning;
  private final ToIntFunction<Found> enough;
  private final Bias bias;
  private final StepDiagnostics diagnostics;
  private final ChainState state; // of the pilot chain
  private final double least; // acceptance
  private Tuning pilot;
  private int round; // of the pilot chain
  private LargestCurvature curvature; // where it limits the step
  private double stiffness; // eps a, when it was looked at last
  private long gradients;

  /**
   * @param tuning of the first pilot chain, but for the step size
   * @param enough samples in a minibatch that hardly heat a chain, from what a pilot chain shows
   * @param bias that steps may have
   */
  public StepSizeSearch(
      SamplerKind kind, Target target, Tuning tuning, ToIntFunction<Found> enough, Bias bias) {
    this.kind = kind;
    this.target = target;
    this.tuning = tuning;
    this.enough = enough;
    this.bias = bias;
    this.diagnostics = new StepDiagnostics(kind, target);
    this.state = ChainState.at(target.loss(), target.posterior().anchor());
    this.least = kind.usesMinibatches() ? BEYOND_QUADRATICS : ACCEPTANCE;
  }

  /** What a step adds to the value, divided by the most that it may. */
  public interface Bias {
    /**
     * @param excess mean L(w) - L(w*) along the pilot chain
     */
    double of(Quality quality, double excess);
  }

  /**
   * What a search found.
   *
   * @param logStepSize ln eps
   * @param noise gradient-noise ratio, divided by eps, by {@link SamplerKind#heating} and by what
   *     minibatches of a size have for {@link MinibatchSource#share}
   * @param bias what the step adds to the LLC of a quadratic, divided by eps
   * @param heat what its other errors add at most, at steps of about that size
   * @param excess mean L(w) - L(w*) along the pilot chain
   * @param gradients calls of the gradient that it took
   */
  public record Found(
      double logStepSize, double noise, double bias, double heat, double excess, long gradients) {}

  public Found search(RandomStream random) {
    Posterior posterior = target.posterior();
    double first = 1 / (posterior.inverseTemperature() + posterior.localization());
    int batch = tuning.batchSize();
    begin(batch, random);
    if (kind.usesMinibatches()) {
      for (int i = 0; i < POWERS; i++) {
        look(state, first);
      }
    }
    Found found = along(first, random);
    while (batch < NEARLY * enough.applyAsInt(found)) {
      batch = Math.min(enough.applyAsInt(found), GROWTH * batch);
      begin(batch, random);
      found = along(Math.exp(found.logStepSize), random);
    }
    return found;
  }

  /** Of a pilot chain whose minibatches may be too small; closer where they seem not to be. */
  private Found along(double first, RandomStream random) {
    double guess = Math.log(firstGuess(first, random));
    Found found = approximate(guess, ROUGH_ROUNDS, random);
    found = approximate(found.logStepSize, ROUGH_ROUNDS, random);
    int batch = pilot.batchSize();
    if (batch < NEARLY * enough.applyAsInt(found)) {
      return found;
    }
    diagnostics.takeMore(batch, noisy(batch), random);
    found = approximate(found.logStepSize, ROUNDS / 2, random);
    return approximate(found.logStepSize, ROUNDS, random);
  }

  /** Samples in the minibatches whose noise is measured. */
  private int noisy(int batch) {
    return Math.max(1, Math.min(batch, target.loss().sampleCount() / 2));
  }

  /** A pilot chain from w*, with minibatches of a size and as many samples that judge its steps. */
  private void begin(int batch, RandomStream random) {
    pilot = tuning.withBatchSize(batch);
    round = 0;
    Target judged = diagnostics.take(batch, noisy(batch), random);
    state.restart(target.posterior().anchor());
    if (kind.usesMinibatches()) {
      if (curvature == null) {
        curvature = new LargestCurvature(judged, random);
      }
      judged.trajectory().evaluate(state);
    }
  }

  /**
   * The first step size, of those that grow by two (or shrink, if the first is too large) along a
   * pilot chain, that crosses the target. The curvature at w* itself says little: where a network
   * fits its data exactly it is 0.
   */
  private double firstGuess(double first, RandomStream random) {
    boolean up = isGood(first, random);
    double factor = up ? 2 : 0.5;
    double stepSize = first;
    for (int i = 0; i < MOST_DOUBLINGS; i++) {
      stepSize *= factor;
      if (isGood(stepSize, random) != up) {
        break;
      }
    }
    return up ? stepSize / 2 : stepSize;
  }

  private boolean isGood(double stepSize, RandomStream random) {
    boolean accepted = assess(stepSize, random).acceptance() >= least;
    boolean good = accepted && stiffness <= STIFFNESS;
    if (good) {
      run(stepSize, random);
    }
    return good;
  }

  private Quality assess(double stepSize, RandomStream random) {
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

  /** Means over some more rounds. */
  private Found approximate(double first, int rounds, RandomStream random) {
    double logStep = first;
    double sum = 0;
    double noise = 0;
    double stepBias = 0;
    double heat = 0;
    double excess = 0;
    double localization = target.posterior().localization();
    for (int i = 0; i < rounds; i++) {
      double stepSize = Math.exp(logStep);
      excess += run(stepSize, random);
      Quality quality = assess(stepSize, random);
      if (quality.acceptance() == 0) {
        state.restart(target.posterior().anchor());
      }
      logStep += 3 / Math.pow(round + 3, 0.7) * surplus(quality, excess / (i + 1));
      round++;
      sum += logStep;
      noise += quality.noiseRatio() / stepSize / kind.heating(stepSize, localization);
      stepBias += quality.stepBias() / stepSize;
      heat += quality.heat();
    }
    double share = diagnostics.share();
    return new Found(
        sum / rounds,
        share > 0 ? noise / rounds / share : 0,
        stepBias / rounds,
        heat / rounds,
        excess / rounds,
        gradients);
  }

  /** Some steps of the pilot chain; the mean excess loss. */
  private double run(double stepSize, RandomStream random) {
    Sampler sampler = kind.on(target, pilot.withStepSize(stepSize));
    double sum = 0;
    for (int i = 0; i < STEPS_A_ROUND; i++) {
      sum += sampler.step(state, random) / STEPS_A_ROUND;
      gradients++;
    }
    return sum;
  }

  /** Positive where the step may grow; -1 where the loss is not finite. */
  private double surplus(Quality quality, double excess) {
    double part = bias.of(quality, excess);
    if (!Double.isFinite(quality.noiseRatio()) || Double.isNaN(stiffness) || Double.isNaN(part)) {
      return -1;
    }
    double unbiased = (1 - least) * (1 - part); // rare walls count
    double steady = Math.min(unbiased, 1 - stiffness / STIFFNESS);
    return Math.max(-1, Math.min(quality.acceptance() - least, steady));
  }
}
