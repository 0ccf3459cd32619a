package io.basinwatch.statistics.sampling;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The samplers that exist. */
public enum SamplerKind {
  SGLD("sgld", true, (target, t) -> new Sgld(target, t.stepSize(), t.batchSize())),
  RMSPROP_SGLD(
      "rmsprop-sgld", true, (target, t) -> new RmspropSgld(target, t.stepSize(), t.batchSize())),
  BAOAB("baoab", true, (target, t) -> new Baoab(target, t.stepSize(), t.batchSize())),
  SGNHT("sgnht", true, (target, t) -> new Sgnht(target, t.stepSize(), t.batchSize())),
  MALA("mala", false, (target, t) -> new Mala(target, t.stepSize())),
  HMC("hmc", false, (target, t) -> new Hmc(target, t.stepSize(), t.leapfrogSteps()));

  private final String label;
  private final boolean minibatches;
  private final BiFunction<Target, Tuning, Sampler> maker;

  SamplerKind(String label, boolean minibatches, BiFunction<Target, Tuning, Sampler> maker) {
    this.label = label;
    this.minibatches = minibatches;
    this.maker = maker;
  }

  /** Its name in settings. */
  public String label() {
    return label;
  }

  /**
   * Whether it takes its gradients from minibatches and errs by its step, though not on a quadratic
   * or by what is known there; the others are exact over the whole probe.
   */
  public boolean usesMinibatches() {
    return minibatches;
  }

  /** Whether its step size adds to the variance of a quadratic. */
  boolean hasStepBias() {
    return this == SGLD || this == RMSPROP_SGLD;
  }

  /** By what it multiplies a parameter's step at most. */
  double largestScale() {
    return this == RMSPROP_SGLD ? RmspropSgld.LARGEST_SCALE : 1;
  }

  /** By what it multiplied a chain's steps at least, in any parameter. */
  public double leastScale(ChainState chain) {
    return this == RMSPROP_SGLD ? RmspropSgld.leastScale(chain) : 1;
  }

  /** What a transition costs, in gradients of a whole probe. */
  public double cost(Tuning tuning, int samples) {
    double share = minibatches ? Math.min(1, (double) tuning.batchSize() / samples) : 1;
    return this == HMC ? tuning.leapfrogSteps() : share;
  }

  /**
   * How much faster than by a step of SGLD a transition diffuses in a direction of little
   * curvature.
   */
  public double diffusion(Tuning tuning, double localization) {
    return switch (this) {
      case BAOAB -> Baoab.diffusion(tuning.stepSize(), localization);
      case HMC -> (double) tuning.leapfrogSteps() * tuning.leapfrogSteps();
      default -> 1;
    };
  }

  /** How much more than a step of SGLD a step is heated by the noise of minibatches. */
  public double heating(double stepSize, double localization) {
    return switch (this) {
      case BAOAB -> Baoab.diffusion(stepSize, localization);
      case SGNHT -> Sgnht.HEATING;
      default -> 1;
    };
  }

  public Sampler on(Target target, Tuning tuning) {
    return maker.apply(target, tuning);
  }

  public static Set<String> labels() {
    return Arrays.stream(values())
        .map(SamplerKind::label)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * @param label one of {@link #labels}
   */
  public static SamplerKind of(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no sampler is called " + label));
  }
}
