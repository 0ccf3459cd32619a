package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.diagnostics.Chains;
import io.basinwatch.statistics.sampling.Tuning;
import java.util.List;
import java.util.Optional;

/** Turns chains into the estimates of the family, each with its diagnostics and its verdict. */
final class Summary {
  private final Problem problem;
  private final LlcSettings settings;
  private final Sampling sampling;
  private final List<ChainRun> good;

  private Summary(Problem problem, LlcSettings settings, Sampling sampling) {
    this.problem = problem;
    this.settings = settings;
    this.sampling = sampling;
    this.good = sampling.good();
  }

  /**
   * @param sampling empty where L_n(w*) is not finite
   */
  static List<Estimate> of(
      Problem problem, LlcSettings settings, Optional<Sampling> sampling, EstimateBuilder llc) {
    if (sampling.isEmpty()) {
      publishGiven(problem, settings, llc);
      return Family.undefined(
          llc, estimate -> publishGiven(problem, settings, estimate), Sampling.NO_LOSS);
    }
    return new Summary(problem, settings, sampling.get()).estimates(llc);
  }

  private List<Estimate> estimates(EstimateBuilder llc) {
    publish(llc);
    describeRun(llc);
    if (good.isEmpty()) {
      return Family.undefined(
          llc, this::publish, "all chains dropped: " + sampling.firstFailure() + suggestion());
    }
    Convergence convergence = Convergence.of(problem, sampling, settings.localization());
    convergence.publish(llc);
    describeChains(llc);
    return new Family(problem, settings, sampling, this::publish).all(llc, convergence);
  }

  /** Everything that the value depends on, with what was chosen for it. */
  private void publish(EstimateBuilder estimate) {
    Tuning tuning = sampling.plan().tuning();
    publishGiven(problem, settings, estimate);
    estimate
        .setting(LlcSettings.SAMPLER, sampling.plan().kind().label())
        .setting(LlcSettings.STEP_SIZE, tuning.stepSize())
        .setting(LlcSettings.DRAWS, sampling.length())
        .setting(LlcSettings.BURN_IN, sampling.plan().burnIn())
        .setting(LlcSettings.BATCH_SIZE, tuning.batchSize());
  }

  private static void publishGiven(
      Problem problem, LlcSettings settings, EstimateBuilder estimate) {
    settings.publish(estimate, problem.datasetSize());
    estimate
        .number("dataset-size", problem.datasetSize())
        .number("probe-size", problem.train().sampleCount());
  }

  private void describeRun(EstimateBuilder llc) {
    llc.number("chains", settings.chains())
        .number("draws", sampling.length())
        .number("burn-in", sampling.plan().burnIn())
        .text("ended-by", sampling.end().label())
        .number("diverged-chains", sampling.chains().size() - good.size())
        .number("gradient-evaluations", sampling.gradients())
        .number("seconds", sampling.seconds())
        .number("loss-at-checkpoint", sampling.lossAtCheckpoint());
  }

  private void describeChains(EstimateBuilder llc) {
    Chains chains = sampling.draws();
    double temperature = sampling.inverseTemperature();
    double[] values = good.stream().mapToDouble(chain -> temperature * chain.mean()).toArray();
    sampling
        .heating()
        .ifPresent(
            heating ->
                llc.number(
                    "measured-minibatch-bias", Part.of(heating, temperature * chains.mean())));
    llc.number("mean-loss", sampling.lossAtCheckpoint() + chains.mean())
        .series("chain-values", values)
        .series("loss-trace", new Trace(good, sampling.lossAtCheckpoint()).points());
  }

  private String suggestion() {
    return sampling.suggestion().isEmpty()
        ? ""
        : "; try %s = %s".formatted(LlcSettings.STEP_SIZE, sampling.suggestion().getAsDouble());
  }
}
