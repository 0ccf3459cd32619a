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

  /**
   * Nothing where L_n(w*) is not finite.
   *
   * @param progress takes the share that is done
   * @throws InvalidInputException where the losses of so many chains' samples have no room
   */
  static Optional<Sampling> run(Problem problem, LlcSettings settings, DoubleConsumer progress) {
    long begin = System.nanoTime();
    requireRoom(problem, settings.chains());
    double temperature = settings.inverseTemperature(problem.datasetSize());
    try (Targets targets = new Targets(problem, temperature, settings.localization())) {
      if (!Double.isFinite(targets.lossAtCheckpoint())) {
        progress.accept(1);
        return Optional.empty();
      }
      Calibration calibration = Calibration.of(targets, settings, problem.seed());
      Plan plan = calibration.plan(settings, targets);
      List<ChainRun> chains =
          targets.map(
              settings.chains(),
              (seat, i) -> new ChainRun(plan, problem.seed(), i, settings.chains()).start(seat));
      Length length = new Length(settings, plan, temperature);
      while (length.goesOn(chains)) {
        progress.accept(length.share());
        targets.map(chains.size(), (seat, i) -> chains.get(i).drawUntil(seat, length.draws()));
      }
      progress.accept(1);
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

  private static void requireRoom(Problem problem, int chains) {
    int samples =
        problem.train().sampleCount() + problem.heldout().map(LossFunction::sampleCount).orElse(0);
    long bytes = Batches.bytes(samples, chains);
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > MOST_OF_HEAP * heap) {
      throw new InvalidInputException(
          "setting %s = '%d': the losses of %d samples take %d MiB, more than half of the heap's %d"
              .formatted(LlcSettings.CHAINS, chains, samples, bytes >> 20, heap >> 20));
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
