package io.basinwatch.statistics.llc;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Settings;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How the local learning coefficient is estimated.
 *
 * @param sampler {@code sgld}, or {@code mala} over the whole probe
 * @param stepSize eps; empty for the automatic choice
 * @param localization gamma
 * @param inverseTemperature n beta; empty for n / ln n
 * @param chains independent chains, all of them started at w*
 * @param draws of each chain
 * @param burnIn steps of each chain before its first draw
 * @param stepsBetweenDraws steps that one draw averages the loss over
 * @param batchSize samples in a minibatch; the whole probe from its size on
 */
record LlcSettings(
    String sampler,
    OptionalDouble stepSize,
    double localization,
    OptionalDouble inverseTemperature,
    int chains,
    int draws,
    int burnIn,
    int stepsBetweenDraws,
    int batchSize) {

  static final String PREFIX = "llc.";
  private static final String SAMPLER = "llc.sampler";
  private static final String STEP_SIZE = "llc.step-size";
  private static final String LOCALIZATION = "llc.localization";
  private static final String INVERSE_TEMPERATURE = "llc.inverse-temperature";
  private static final String CHAINS = "llc.chains";
  private static final String DRAWS = "llc.draws";
  private static final String BURN_IN = "llc.burn-in";
  private static final String STEPS_BETWEEN_DRAWS = "llc.steps-between-draws";
  private static final String BATCH_SIZE = "llc.batch-size";

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
          BATCH_SIZE);

  static LlcSettings of(Settings settings) {
    settings.requireKnown(PREFIX, NAMES);
    return new LlcSettings(
        settings.choice(SAMPLER, "sgld", Set.of("sgld", "mala")),
        optional(settings, STEP_SIZE),
        settings.nonNegative(LOCALIZATION, 20),
        optional(settings, INVERSE_TEMPERATURE),
        settings.integer(CHAINS, 4, 1),
        settings.integer(DRAWS, 400, 1),
        settings.integer(BURN_IN, 1000, 0),
        settings.integer(STEPS_BETWEEN_DRAWS, 10, 1),
        settings.integer(BATCH_SIZE, 256, 1));
  }

  private static OptionalDouble optional(Settings settings, String name) {
    return settings.has(name)
        ? OptionalDouble.of(settings.positive(name, Double.NaN))
        : OptionalDouble.empty();
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

  /** The batch size that the sampler's gradients have. */
  int gradientBatch(LossFunction loss) {
    return sampler.equals("mala") ? loss.sampleCount() : batchSize;
  }

  /** Everything that the value depends on, with what was chosen for it. */
  EstimateBuilder publish(EstimateBuilder estimate, double chosenStep, double chosenTemperature) {
    return estimate
        .setting(SAMPLER, sampler)
        .setting(STEP_SIZE, chosenStep)
        .setting(LOCALIZATION, localization)
        .setting(INVERSE_TEMPERATURE, chosenTemperature)
        .setting(CHAINS, chains)
        .setting(DRAWS, draws)
        .setting(BURN_IN, burnIn)
        .setting(STEPS_BETWEEN_DRAWS, stepsBetweenDraws)
        .setting(BATCH_SIZE, batchSize);
  }
}
