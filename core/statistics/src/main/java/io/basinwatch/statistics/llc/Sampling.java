package io.basinwatch.statistics.llc;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.diagnostics.Chains;
import io.basinwatch.statistics.posterior.Batches;
import io.basinwatch.statistics.posterior.SampleMoments;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;

/**
 * The chains of one measurement.
 *
 * @param inverseTemperature n beta
 * @param lossAtCheckpoint L_n(w*)
 * @param plan what was given and chosen
 * @param chains in order
 * @param length draws that each chain was to have; those that were not dropped have them
 * @param end what ended the draws
 * @param suggestion a step size to try, where every chain diverged
 * @param heating what calibration found that minibatches add to the LLC; empty where it did not
 *     look
 * @param gradients calls of the gradient, calibration included
 * @param seconds that it took, calibration included
 */
record Sampling(
    double inverseTemperature,
    double lossAtCheckpoint,
    Plan plan,
    List<ChainRun> chains,
    int length,
    Length.End end,
    OptionalDouble suggestion,
    OptionalDouble heating,
    long gradients,
    double seconds) {

  /** Why there is no sampling. */
  static final String NO_LOSS = "the loss at w* is no finite number: no chain can start there";

  private static final double MOST_OF_HEAP = 0.5;
  private static final long BYTES_A_DRAW = 150; // and what is told from it; measured

  /**
   * Nothing where L_n(w*) is not finite.
   *
   * @param listener takes the share that is done
   * @throws InvalidInputException where so many draws, or the losses of samples, have no room
   */
  static Optional<Sampling> run(Problem problem, LlcSettings settings, DoubleConsumer listener) {
    long begin = System.nanoTime();
    requireRoom(problem, settings);
    Progress progress = new Progress(listener);
    double temperature = settings.inverseTemperature(problem.datasetSize());
    try (Targets targets = new Targets(problem, temperature, settings.localization())) {
      if (!Double.isFinite(targets.lossAtCheckpoint())) {
        progress.complete();
        return Optional.empty();
      }
      Calibration calibration = Calibration.of(targets, settings, problem.seed());
      progress.calibrated(calibration.gradients());
      Plan plan = calibration.plan(settings, targets);
      Length length = new Length(settings, plan, temperature, problem.datasetSize());
      progress.expect(length.expectedSteps());
      List<ChainRun> chains =
          targets.map(
              settings.chains(),
              (seat, i) ->
                  new ChainRun(plan, problem.seed(), i, settings.chains(), progress).start(seat));
      while (length.goesOn(chains)) {
        progress.expect(length.expectedSteps());
        targets.map(chains.size(), (seat, i) -> chains.get(i).drawUntil(seat, length.draws()));
      }
      progress.complete();
      OptionalDouble suggestion =
          chains.stream().allMatch(ChainRun::hasDiverged)
              ? calibration.suggestion(targets, settings, problem.seed())
              : OptionalDouble.empty();
      return Optional.of(
          new Sampling(
              temperature,
              targets.lossAtCheckpoint(),
              plan,
              chains,
              length.planned(),
              length.end(),
              suggestion,
              calibration.heating(),
              chains.stream().mapToLong(ChainRun::gradients).sum() + calibration.gradients(),
              (System.nanoTime() - begin) / 1e9));
    }
  }

  private static void requireRoom(Problem problem, LlcSettings settings) {
    int chains = settings.chains();
    int samples =
        problem.train().sampleCount() + problem.heldout().map(LossFunction::sampleCount).orElse(0);
    requireRoom(
        "setting %s = '%d': the losses of %d samples"
            .formatted(LlcSettings.CHAINS, chains, samples),
        Batches.bytes(samples, chains));
    boolean given = settings.draws().isPresent();
    String name = given ? LlcSettings.DRAWS : LlcSettings.BUDGET;
    int value = settings.draws().orElse(settings.budget());
    long draws = given ? value : value / settings.stepsBetweenDraws();
    requireRoom(
        "setting %s = '%d': draws of %d chains".formatted(name, value, chains),
        BYTES_A_DRAW * draws * chains);
  }

  private static void requireRoom(String what, long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > MOST_OF_HEAP * heap) {
      throw new InvalidInputException(
          "%s take %d MiB, more than half of the heap's %d"
              .formatted(what, bytes >> 20, heap >> 20));
    }
  }

  List<ChainRun> good() {
    return chains.stream().filter(ChainRun::isGood).toList();
  }

  /** Draws of the chains that were not dropped, at least one. */
  Chains draws() {
    return new Chains(good().stream().map(ChainRun::draws).toArray(double[][]::new));
  }

  /** Losses of the training probe's samples, in batches of draws. */
  List<SampleMoments> train() {
    return good().stream().flatMap(chain -> chain.train().stream()).toList();
  }

  /** The same of the held-out probe; empty without one. */
  List<SampleMoments> heldout() {
    return good().stream().flatMap(chain -> chain.heldout().stream()).toList();
  }

  /** What to say of chains that were dropped; empty where none was. */
  Optional<String> dropped() {
    int count = chains.size() - good().size();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d chains dropped: %s".formatted(count, chains.size(), firstFailure()));
  }

  /** Why the first dropped chain was dropped. */
  String firstFailure() {
    return chains.stream().filter(chain -> !chain.isGood()).findFirst().orElseThrow().failure();
  }
}
