package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Forks;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.sampling.ExcessLoss;
import io.basinwatch.statistics.sampling.Posterior;
import io.basinwatch.statistics.sampling.StepSizeSearch;
import io.basinwatch.statistics.sampling.StepSizeSearch.Found;
import io.basinwatch.statistics.sampling.Target;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * The chains of one estimate.
 *
 * @param excess the losses at w*
 * @param posterior what was sampled
 * @param stepSize given or chosen
 * @param chains in order
 * @param gradients calls of the gradient, the choice of the step size included
 */
record Sampling(
    ExcessLoss excess, Posterior posterior, double stepSize, List<Chain> chains, long gradients) {

  /** Pilot chains whose search for a step size is averaged. */
  private static final int SEARCHES = 2;

  static Sampling run(Problem problem, LlcSettings settings) {
    Posterior posterior =
        new Posterior(
            problem.train().checkpoint(),
            settings.inverseTemperature(problem.datasetSize()),
            settings.localization());
    ExcessLoss excess = ExcessLoss.of(problem.train());
    try (Forks forks = new Forks(problem.train(), problem.workers())) {
      List<Found> found =
          settings.stepSize().isPresent()
              ? List.of()
              : forks.map(
                  SEARCHES,
                  (loss, i) ->
                      search(new Target(loss, posterior, excess), settings, problem.seed(), i));
      double stepSize = settings.stepSize().orElseGet(() -> mean(found));
      List<Chain> chains =
          forks.map(
              settings.chains(),
              (loss, i) -> {
                Target target = new Target(loss, posterior, excess);
                return new ChainRun(target, settings, stepSize, problem.seed(), i).run();
              });
      return new Sampling(excess, posterior, stepSize, chains, gradients(found, chains));
    }
  }

  private static Found search(Target target, LlcSettings settings, long seed, int index) {
    return new StepSizeSearch(target, settings.gradientBatch(target.loss()))
        .search(Streams.LLC_CALIBRATION.stream(seed, index));
  }

  private static long gradients(List<Found> found, List<Chain> chains) {
    return chains.stream().mapToLong(Chain::gradients).sum()
        + found.stream().mapToLong(Found::gradients).sum();
  }

  /** Their geometric mean, rounded down to two digits. */
  private static double mean(List<Found> found) {
    double log = found.stream().mapToDouble(Found::logStepSize).average().orElseThrow();
    return new BigDecimal(Math.exp(log)).round(new MathContext(2, RoundingMode.DOWN)).doubleValue();
  }

  List<Chain> goodChains() {
    return chains.stream().filter(Chain::isGood).toList();
  }

  /** Why the first dropped chain was dropped. */
  String firstFailure() {
    return chains.stream().filter(chain -> !chain.isGood()).findFirst().orElseThrow().failure();
  }
}
