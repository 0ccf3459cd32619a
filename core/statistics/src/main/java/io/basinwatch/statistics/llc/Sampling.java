package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Forks;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.sampling.ExcessLoss;
import io.basinwatch.statistics.sampling.Posterior;
import io.basinwatch.statistics.sampling.StepSizeSearch;
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

  /** Chains whose own search for a step size is averaged. */
  private static final int SEARCHES = 2;

  static Sampling run(Problem problem, LlcSettings settings) {
    Posterior posterior =
        new Posterior(
            problem.train().checkpoint(),
            settings.inverseTemperature(problem.datasetSize()),
            settings.localization());
    ExcessLoss excess = ExcessLoss.of(problem.train());
    try (Forks forks = new Forks(problem.train(), problem.workers())) {
      return run(problem, settings, posterior, excess, forks);
    }
  }

  private static Sampling run(
      Problem problem, LlcSettings settings, Posterior posterior, ExcessLoss excess, Forks forks) {
    List<StepSizeSearch.Found> found =
        settings.stepSize().isPresent()
            ? List.of()
            : forks.map(
                SEARCHES,
                (loss, i) ->
                    new StepSizeSearch(
                            new Target(loss, posterior, excess), settings.gradientBatch(loss))
                        .search(Streams.LLC_CALIBRATION.stream(problem.seed(), i)));
    double stepSize = settings.stepSize().orElseGet(() -> mean(found));
    List<Chain> chains =
        forks.map(
            settings.chains(),
            (loss, i) ->
                new ChainRun(
                        new Target(loss, posterior, excess), settings, stepSize, problem.seed(), i)
                    .run());
    long gradients =
        chains.stream().mapToLong(Chain::gradients).sum()
            + found.stream().mapToLong(StepSizeSearch.Found::gradients).sum();
    return new Sampling(excess, posterior, stepSize, chains, gradients);
  }

  /** Their geometric mean, rounded down to two digits. */
  private static double mean(List<StepSizeSearch.Found> found) {
    double log =
        found.stream().mapToDouble(StepSizeSearch.Found::logStepSize).average().orElseThrow();
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
