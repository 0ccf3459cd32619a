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

  Summary(Problem problem, LlcSettings settings, Sampling sampling) {
    this.problem = problem;
    this.settings = settings;
    this.sampling = sampling;
    this.good = sampling.good();
  }

  List<Estimate> estimates(EstimateBuilder llc) {
    publish(llc);
    describeRun(llc);
    if (good.isEmpty()) {
      return new Family(problem, settings, sampling, this::publish)
          .undefined(llc, "all chains dropped: " + sampling.firstFailure() + suggestion());
    }
    Convergence convergence = Convergence.of(problem, sampling, settings.localization());
    convergence.publish(llc);
    describeChains(llc);
    Optional<String> warning =
        sampling.dropped().or(() -> convergence.warning(sampling.plan().kind()));
    return new Family(problem, settings, sampling, this::publish).all(llc, warning, convergence);
  }

  /** Everything that the value depends on, with what was chosen for it. */
  private void publish(EstimateBuilder estimate) {
    Tuning tuning = sampling.plan().tuning();
    estimate
        .setting(LlcSettings.SAMPLER, sampling.plan().kind().label())
        .setting(LlcSettings.STEP_SIZE, tuning.stepSize())
        .setting(LlcSettings.LOCALIZATION, settings.localization())
        .setting(LlcSettings.INVERSE_TEMPERATURE, sampling.inverseTemperature())
        .setting(LlcSettings.CHAINS, settings.chains())
        .setting(LlcSettings.DRAWS, sampling.length())
        .setting(LlcSettings.BURN_IN, sampling.plan().burnIn())
        .setting(LlcSettings.STEPS_BETWEEN_DRAWS, settings.stepsBetweenDraws())
        .setting(LlcSettings.BATCH_SIZE, tuning.batchSize())
        .setting(LlcSettings.LEAPFROG_STEPS, settings.leapfrogSteps())
        .setting(LlcSettings.STANDARD_ERROR, settings.standardError())
        .setting(LlcSettings.BUDGET, settings.budget())
        .number("dataset-size", problem.datasetSize())
        .number("probe-size", problem.train().sampleCount());
    settings.groups().ifPresent(groups -> estimate.setting(LlcSettings.GROUPS, groups));
    settings.temperatures().ifPresent(n -> estimate.setting(LlcSettings.TEMPERATURES, n));
    if (!settings.subsets().isEmpty()) {
      estimate.setting(LlcSettings.SAMPLES, settings.samples());
    }
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
