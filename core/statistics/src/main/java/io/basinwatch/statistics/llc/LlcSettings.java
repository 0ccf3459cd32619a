package io.basinwatch.statistics.llc;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.refined.SampleSubset;
import io.basinwatch.statistics.sampling.SamplerKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the local learning coefficient and its family are estimated. What is empty is chosen.
 *
 * @param sampler how chains move
 * @param stepSize eps
 * @param localization gamma
 * @param inverseTemperature n beta; empty for n / ln n
 * @param chains independent chains, all of them started at w*
 * @param draws of each chain; empty for as many as the standard error needs
 * @param burnIn steps of each chain before its first draw
 * @param stepsBetweenDraws steps that one draw averages the loss over
 * @param batchSize samples in a minibatch; the whole probe from its size on
 * @param leapfrogSteps of a transition of {@code hmc}, on average
 * @param standardError of the LLC that ends a chain of no given draws, as a part of the value
 * @param budget most steps of a chain of no given draws, burn-in included
 * @param groups patterns of parameters' names, each of which gives a refined LLC
 * @param subsets of samples, each of which gives a refined LLC
 * @param temperatures at which the multiplicity is fitted; empty for none
 */
record LlcSettings(
    Optional<SamplerKind> sampler,
    OptionalDouble stepSize,
    double localization,
    OptionalDouble inverseTemperature,
    int chains,
    OptionalInt draws,
    OptionalInt burnIn,
    int stepsBetweenDraws,
    OptionalInt batchSize,
    int leapfrogSteps,
    double standardError,
    int budget,
    Optional<String> groups,
    List<SampleSubset> subsets,
    OptionalInt temperatures) {

  static final String PREFIX = "llc.";
  static final String SAMPLER = "llc.sampler";
  static final String STEP_SIZE = "llc.step-size";
  static final String LOCALIZATION = "llc.localization";
  static final String INVERSE_TEMPERATURE = "llc.inverse-temperature";
  static final String CHAINS = "llc.chains";
  static final String DRAWS = "llc.draws";
  static final String BURN_IN = "llc.burn-in";
  static final String STEPS_BETWEEN_DRAWS = "llc.steps-between-draws";
  static final String BATCH_SIZE = "llc.batch-size";
  static final String LEAPFROG_STEPS = "llc.leapfrog-steps";
  static final String STANDARD_ERROR = "llc.standard-error";
  static final String BUDGET = "llc.budget";
  static final String GROUPS = "llc.groups";
  static final String SAMPLES = "llc.samples";
  static final String TEMPERATURES = "llc.temperatures";
  private static final int MOST_METROPOLIS_PARAMETERS = 1000;
  private static final int MOST_STEPS = 1_000_000_000;
  private static final int MOST_CHAINS = 1000;
  private static final int MOST_LEAPFROG_STEPS = 1000;
  private static final int FEWEST_TEMPERATURES = 4;
  private static final int MOST_TEMPERATURES = 100;

  static final Set<String> NAMES =
      Set.of(
          SAMPLER,
          STEP_SIZE,
          LOCALIZATION,
          INVERSE_TEMPERATURE,
          CHAINS,
          DRAWS,
          BURN_IN,
          STEPS_BETWEEN_DRAWS,
          BATCH_SIZE,
          LEAPFROG_STEPS,
          STANDARD_ERROR,
          BUDGET,
          GROUPS,
          SAMPLES,
          TEMPERATURES);

  /**
   * @throws InvalidInputException for settings that are wrong, leave no draw or ask for too many
   */
  LlcSettings {
    long steps = (long) draws.orElse(1) * stepsBetweenDraws + burnIn.orElse(0);
    if (steps > MOST_STEPS) {
      throw new InvalidInputException(
          "settings %s, %s and %s ask for %d steps of a chain; at most %d are possible"
              .formatted(DRAWS, STEPS_BETWEEN_DRAWS, BURN_IN, steps, MOST_STEPS));
    }
    long least = least(stepsBetweenDraws, burnIn);
    if (draws.isEmpty() && budget < least) {
      throw new InvalidInputException(
          "setting %s = '%d' leaves no draw: burn-in and one draw take %d steps"
              .formatted(BUDGET, budget, least));
    }
  }

  static LlcSettings of(Settings settings) {
    settings.requireKnown(PREFIX, NAMES);
    LlcSettings read = read(settings);
    read.temperatures.ifPresent(
        count -> read.requireShares(count, "temperatures (%s)".formatted(TEMPERATURES)));
    return read;
  }

  private static LlcSettings read(Settings settings) {
    return new LlcSettings(
        settings.has(SAMPLER)
            ? Optional.of(SamplerKind.of(settings.choice(SAMPLER, "", SamplerKind.labels())))
            : Optional.empty(),
        optional(settings, STEP_SIZE),
        settings.nonNegative(LOCALIZATION, 20),
        optional(settings, INVERSE_TEMPERATURE),
        settings.integer(CHAINS, 4, 1, MOST_CHAINS),
        optional(settings, DRAWS, 1),
        optional(settings, BURN_IN, 0),
        settings.integer(STEPS_BETWEEN_DRAWS, 2, 1),
        optional(settings, BATCH_SIZE, 1),
        settings.integer(LEAPFROG_STEPS, 4, 1, MOST_LEAPFROG_STEPS),
        settings.positive(STANDARD_ERROR, 0.015),
        settings.integer(BUDGET, 10_000, 1),
        settings.has(GROUPS) ? Optional.of(settings.text(GROUPS, "")) : Optional.empty(),
        settings.has(SAMPLES)
            ? SampleSubset.listOf(SAMPLES, settings.text(SAMPLES, ""))
            : List.of(),
        settings.has(TEMPERATURES)
            ? OptionalInt.of(
                settings.integer(TEMPERATURES, 0, FEWEST_TEMPERATURES, MOST_TEMPERATURES))
            : OptionalInt.empty());
  }

  /** Steps of a burn-in and one draw. */
  private static long least(int stepsBetweenDraws, OptionalInt burnIn) {
    return (long) stepsBetweenDraws + burnIn.orElse(0);
  }

  /**
   * @param what shares the budget
   * @throws InvalidInputException if it leaves no draw to each of so many measurements
   */
  void requireShares(int parts, String what) {
    long least = least(stepsBetweenDraws, burnIn);
    if (draws.isEmpty() && budget / parts < least) {
      throw new InvalidInputException(
          "setting %s = '%d' leaves no draw to each of %d %s: burn-in and one draw take %d steps"
              .formatted(BUDGET, budget, parts, what, least));
    }
  }

  /**
   * How chains move over a probe: with a given step size by SGLD, the step of the literature; else,
   * where it may be Metropolis, over a probe of no more than a usual minibatch by MALA, which costs
   * the same there; else by BAOAB.
   */
  SamplerKind sampler(int samples, int parameters) {
    if (stepSize.isPresent()) {
      return sampler.orElse(SamplerKind.SGLD);
    }
    boolean small = samples <= Calibration.USUAL_BATCH && mayBeMetropolis(parameters);
    return sampler.orElse(small ? SamplerKind.MALA : SamplerKind.BAOAB);
  }

  /**
   * Where nothing is given and parameters are few: the steps that Metropolis accepts become smaller
   * with their number.
   */
  boolean mayBeMetropolis(int parameters) {
    return sampler.isEmpty()
        && stepSize.isEmpty()
        && batchSize.isEmpty()
        && parameters <= MOST_METROPOLIS_PARAMETERS;
  }

  private static OptionalDouble optional(Settings settings, String name) {
    return settings.has(name)
        ? OptionalDouble.of(settings.positive(name, Double.NaN))
        : OptionalDouble.empty();
  }

  private static OptionalInt optional(Settings settings, String name, int least) {
    return settings.has(name)
        ? OptionalInt.of(settings.integer(name, least, least))
        : OptionalInt.empty();
  }

  /** The same at another n beta, for one of several measurements that share a budget. */
  LlcSettings at(double temperature, int parts) {
    return new LlcSettings(
        sampler,
        stepSize,
        localization,
        OptionalDouble.of(temperature),
        chains,
        draws,
        burnIn,
        stepsBetweenDraws,
        batchSize,
        leapfrogSteps,
        standardError,
        budget / parts,
        groups,
        subsets,
        temperatures);
  }

  /** All that do not wait to be chosen. */
  void publish(EstimateBuilder estimate, long datasetSize) {
    sampler.ifPresent(kind -> estimate.setting(SAMPLER, kind.label()));
    stepSize.ifPresent(eps -> estimate.setting(STEP_SIZE, eps));
    draws.ifPresent(count -> estimate.setting(DRAWS, count));
    burnIn.ifPresent(steps -> estimate.setting(BURN_IN, steps));
    batchSize.ifPresent(size -> estimate.setting(BATCH_SIZE, size));
    estimate
        .setting(LOCALIZATION, localization)
        .setting(INVERSE_TEMPERATURE, inverseTemperature(datasetSize))
        .setting(CHAINS, chains)
        .setting(STEPS_BETWEEN_DRAWS, stepsBetweenDraws)
        .setting(LEAPFROG_STEPS, leapfrogSteps)
        .setting(STANDARD_ERROR, standardError)
        .setting(BUDGET, budget);
    groups.ifPresent(patterns -> estimate.setting(GROUPS, patterns));
    temperatures.ifPresent(count -> estimate.setting(TEMPERATURES, count));
    if (!subsets.isEmpty()) {
      estimate.setting(
          SAMPLES, subsets.stream().map(SampleSubset::name).collect(Collectors.joining(",")));
    }
  }

  /**
   * n beta.
   *
   * @throws InvalidInputException for n = 1, where n / ln n does not exist
   */
  double inverseTemperature(long datasetSize) {
    if (inverseTemperature.isEmpty() && datasetSize < 2) {
      throw new InvalidInputException(
          "dataset size 1: n / ln n does not exist, set " + INVERSE_TEMPERATURE);
    }
    return inverseTemperature.orElse(datasetSize / Math.log(datasetSize));
  }
}
