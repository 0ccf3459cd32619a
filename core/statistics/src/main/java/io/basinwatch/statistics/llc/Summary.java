package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.diagnostics.Chains;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Turns chains into an estimate with its diagnostics and its verdict. */
final class Summary {
  private static final int TRACE_POINTS = 100;

  private final Problem problem;
  private final LlcSettings settings;
  private final Sampling sampling;
  private final List<Chain> good;

  Summary(Problem problem, LlcSettings settings, Sampling sampling) {
    this.problem = problem;
    this.settings = settings;
    this.sampling = sampling;
    this.good = sampling.goodChains();
  }

  Estimate end(EstimateBuilder estimate) {
    describeRun(estimate);
    if (good.isEmpty()) {
      return estimate.undefined("all chains dropped: " + sampling.firstFailure());
    }
    Chains chains = new Chains(good.stream().map(Chain::draws).toArray(double[][]::new));
    Convergence convergence =
        new Convergence(
            settings.draws() < Chains.FEWEST_DRAWS ? Double.NaN : chains.rHat(),
            settings.draws() < Chains.FEWEST_DRAWS ? Double.NaN : chains.bulkEss(),
            average(Quality::acceptance),
            average(Quality::noiseRatio),
            fractionBelow());
    convergence.publish(estimate);
    describeChains(estimate, chains);
    double temperature = sampling.posterior().inverseTemperature();
    double value = temperature * chains.mean();
    double error =
        settings.draws() < Chains.FEWEST_DRAWS ? Double.NaN : temperature * chains.standardError();
    Optional<String> warning = dropped().or(convergence::warning);
    return warning
        .map(reason -> estimate.notConverged(value, error, reason))
        .orElseGet(() -> estimate.converged(value, error));
  }

  private void describeRun(EstimateBuilder estimate) {
    estimate
        .number("chains", settings.chains())
        .number("draws", settings.draws())
        .number("burn-in", settings.burnIn())
        .number("diverged-chains", sampling.chains().size() - good.size())
        .number("dataset-size", problem.datasetSize())
        .number("probe-size", problem.train().sampleCount())
        .number("gradient-evaluations", sampling.gradients())
        .number("seconds", estimate.seconds())
        .number("loss-at-checkpoint", sampling.excess().lossAtCheckpoint());
  }

  private void describeChains(EstimateBuilder estimate, Chains chains) {
    double temperature = sampling.posterior().inverseTemperature();
    double[] values = good.stream().mapToDouble(chain -> temperature * chain.mean()).toArray();
    estimate
        .number("mean-loss", sampling.excess().lossAtCheckpoint() + chains.mean())
        .series("chain-values", values)
        .series("loss-trace", trace());
  }

  private Optional<String> dropped() {
    return good.size() == sampling.chains().size()
        ? Optional.empty()
        : Optional.of(
            "%d of %d chains dropped: %s"
                .formatted(
                    sampling.chains().size() - good.size(),
                    sampling.chains().size(),
                    sampling.firstFailure()));
  }

  private double average(ToDoubleFunction<Quality> part) {
    return good.stream()
        .flatMap(chain -> chain.quality().stream())
        .mapToDouble(part)
        .average()
        .orElse(Double.NaN);
  }

  private double fractionBelow() {
    return good.stream()
        .flatMapToDouble(chain -> Arrays.stream(chain.draws()))
        .map(excess -> excess < 0 ? 1 : 0)
        .average()
        .orElseThrow();
  }

  /** L_n(w), mean over chains, from the first step to the last in at most 100 points. */
  private double[] trace() {
    List<Double> blocks = new ArrayList<>();
    for (int b = 0; b < good.getFirst().burnInTrace().length; b++) {
      int block = b;
      blocks.add(meanOverChains(chain -> chain.burnInTrace()[block]));
    }
    for (int d = 0; d < settings.draws(); d++) {
      int draw = d;
      blocks.add(meanOverChains(chain -> chain.draws()[draw]));
    }
    return thinned(blocks);
  }

  private double meanOverChains(ToDoubleFunction<Chain> part) {
    return sampling.excess().lossAtCheckpoint()
        + good.stream().mapToDouble(part).average().orElseThrow();
  }

  private static double[] thinned(List<Double> blocks) {
    int points = Math.min(TRACE_POINTS, blocks.size());
    double[] means = new double[points];
    for (int p = 0; p < points; p++) {
      int from = p * blocks.size() / points;
      int to = (p + 1) * blocks.size() / points;
      means[p] =
          blocks.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
    return means;
  }
}
