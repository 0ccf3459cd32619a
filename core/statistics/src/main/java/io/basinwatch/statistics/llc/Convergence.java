package io.basinwatch.statistics.llc;

import io.basinwatch.engine.Minibatch;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Rounding;
import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.diagnostics.Chains;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What says whether chains can be believed. Whatever is NaN could not be computed.
 *
 * @param llc that the chains gave
 * @param standardError of it
 * @param rHat split rank-normalised R-hat
 * @param bulkEss effective draws of all chains
 * @param malaAcceptance at the step size in use
 * @param acceptance the part of steps that was accepted; of samplers that reject none {@link
 *     Quality#acceptance}
 * @param noiseRatio variance that minibatches add, in units of the injected noise's
 * @param heating what that adds to the LLC at most, as a part of it
 * @param stepBias what steps add to the LLC
 * @param rounding what float32 may add to the LLC or take from it, as a part of it
 * @param initialization what the LLC may lack because chains start at w*, as a part of it
 * @param probe what the LLC lacks because the probe is not all of the training set
 * @param virial what shows chains that are too hot, or have not spread
 * @param fractionBelow draws with a loss below L_n(w*)
 */
record Convergence(
    double llc,
    double standardError,
    double rHat,
    double bulkEss,
    double malaAcceptance,
    double acceptance,
    double noiseRatio,
    double heating,
    StepBias stepBias,
    double rounding,
    double initialization,
    ProbeBias probe,
    Virial virial,
    double fractionBelow) {

  static final double LEAST_ESS = 100;
  static final double MOST_R_HAT = 1.05;
  private static final double LEAST_ACCEPTANCE = 0.5;

  /** Of samplers that reject: walls that keep chains out of places reject more. */
  private static final double LEAST_ACCEPTED = 0.65;

  private static final double MOST_NOISE = 2 * BatchSize.NOISE_RATIO;
  static final double MOST_BIAS = 0.05;

  /** Of the chains that were not dropped, at least one. */
  static Convergence of(Problem problem, Sampling sampling, double localization) {
    Chains chains = sampling.draws();
    boolean few = chains.length() < Chains.FEWEST_DRAWS;
    double noiseRatio = average(sampling.good(), Quality::noiseRatio);
    double llc = sampling.inverseTemperature() * chains.mean();
    return new Convergence(
        llc,
        few ? Double.NaN : sampling.inverseTemperature() * chains.standardError(),
        few ? Double.NaN : chains.rHat(),
        few ? Double.NaN : chains.bulkEss(),
        average(sampling.good(), Quality::malaAcceptance),
        acceptance(sampling),
        noiseRatio,
        Heating.of(problem.train().layout().size(), noiseRatio, llc),
        StepBias.of(
            sampling,
            Part.of(average(sampling.good(), quality -> quality.stepBias() + quality.heat()), llc),
            llc),
        Part.of(rounding(problem, sampling), llc),
        Initialization.bias(sampling, localization, llc),
        ProbeBias.of(
            problem.train().sampleCount(),
            problem.datasetSize(),
            sampling.inverseTemperature(),
            sampling.train()),
        Virial.of(sampling.good(), noiseRatio),
        fractionBelow(chains));
  }

  private static double acceptance(Sampling sampling) {
    return sampling.plan().kind().usesMinibatches()
        ? average(sampling.good(), Quality::acceptance)
        : sampling.good().stream().mapToDouble(ChainRun::accepted).average().orElseThrow();
  }

  private static double rounding(Problem problem, Sampling sampling) {
    double losses =
        sampling.inverseTemperature()
            * Rounding.of(
                problem.train(),
                Minibatch.whole(problem.train().sampleCount()),
                sampling.lossAtCheckpoint(),
                Streams.LLC_DIAGNOSTICS.stream(problem.seed(), sampling.chains().size()));
    return losses + LostSteps.of(problem.train().checkpoint(), step(sampling));
  }

  /** Half of the shortest: samplers with momentum move by halves of a step. */
  private static double step(Sampling sampling) {
    double pace = sampling.good().stream().mapToDouble(ChainRun::pace).min().orElseThrow();
    return Math.sqrt(pace * sampling.plan().tuning().stepSize()) / 2;
  }

  private static double average(List<ChainRun> chains, ToDoubleFunction<Quality> part) {
    return chains.stream()
        .flatMap(chain -> chain.quality().stream())
        .mapToDouble(part)
        .average()
        .orElse(Double.NaN);
  }

  private static double fractionBelow(Chains chains) {
    return Arrays.stream(chains.draws())
        .flatMapToDouble(Arrays::stream)
        .map(excess -> excess < 0 ? 1 : 0)
        .average()
        .orElseThrow();
  }

  void publish(EstimateBuilder estimate) {
    estimate
        .number("r-hat", rHat)
        .number("bulk-ess", bulkEss)
        .number("mala-acceptance", malaAcceptance)
        .number("step-acceptance", acceptance)
        .number("gradient-noise-ratio", noiseRatio)
        .number("minibatch-bias", heating)
        .number("step-bias", stepBias.value())
        .number("initialization-bias", initialization)
        .number("probe-bias", probe.part(llc))
        .number("rounding-bias", rounding)
        .number("virial", virial.value())
        .number("fraction-below", fractionBelow);
  }

  /**
   * The first warning of the LLC, the gravest first.
   *
   * @param kind of sampler: steps bias those alone that are not exact
   */
  Optional<String> warning(SamplerKind kind) {
    return unreadable().or(this::smallProbe).or(() -> ofChains(kind));
  }

  /** The same of what is one of the probe, and lacks nothing where that is small. */
  Optional<String> ofChains(SamplerKind kind) {
    return unreadable()
        .or(this::noMinimum)
        .or(this::unsettled)
        .or(() -> rejecting(kind.usesMinibatches() ? LEAST_ACCEPTANCE : LEAST_ACCEPTED))
        .or(() -> kind.usesMinibatches() ? biased() : Optional.empty())
        .or(this::farAway);
  }

  /** What no longer chain would mend. */
  private Optional<String> unreadable() {
    if (Double.isNaN(rHat)) {
      return Optional.of("too few draws for R-hat");
    }
    return rounding <= Rounding.MOST
        ? Optional.empty()
        : warn("float32 rounds losses or steps: as much as %.0f %% of the value", 100 * rounding);
  }

  private Optional<String> smallProbe() {
    return probe.isWarning(llc)
        ? warn(
            "a probe of %d of the n = %d samples makes the value too small by %.2g or more: take a"
                + " larger one",
            probe.samples(), probe.datasetSize(), probe.lost())
        : Optional.empty();
  }

  /** Where a small probe does not explain it. */
  private Optional<String> noMinimum() {
    return Precision.isBelowZero(llc, standardError) && smallProbe().isEmpty()
        ? warn(
            "the value is negative, %.0f %% of the draws lie below the loss at w*: no minimum",
            100 * fractionBelow)
        : Optional.empty();
  }

  /** That chains have not arrived yet may be why they disagree. */
  private Optional<String> unsettled() {
    return tooShort().map(reason -> farAway().orElse(reason));
  }

  private Optional<String> tooShort() {
    if (!(rHat <= MOST_R_HAT)) {
      return warn(
          "R-hat %.3f is above %s: the chains disagree: take more draws or a larger budget",
          rHat, MOST_R_HAT);
    }
    return bulkEss >= LEAST_ESS
        ? Optional.empty()
        : warn(
            "bulk ESS %.0f is below %.0f: take more draws or a larger budget", bulkEss, LEAST_ESS);
  }

  /** Chains where steps are too long: biased, or kept from places that they hardly enter. */
  private Optional<String> rejecting(double least) {
    return acceptance >= least
        ? Optional.empty()
        : warn(
            "step acceptance %.3f is below %s: the step may bias the value: take a smaller one",
            acceptance, least);
  }

  /** What steps and minibatches do where nothing rejects a step. */
  private Optional<String> biased() {
    if (!(noiseRatio <= MOST_NOISE)) {
      return warn(
          "gradient-noise ratio %.2f is above %s: minibatches heat the chain",
          noiseRatio, MOST_NOISE);
    }
    if (!(heating <= MOST_BIAS)) {
      return warn("minibatches may add %.0f %% to the value: take larger ones", 100 * heating);
    }
    return stepBias.warning().or(this::hot);
  }

  private Optional<String> hot() {
    return virial.isHot()
        ? warn(
            "virial %.2f, which should be 1: steps or minibatches heat the chains: take smaller"
                + " steps, larger minibatches, or llc.sampler = mala",
            virial.value())
        : Optional.empty();
  }

  private Optional<String> farAway() {
    if (!(initialization <= MOST_BIAS)) {
      return warn(
          "up to %.0f %% of the value may be missing, in directions of little curvature that"
              + " chains have not reached: raise llc.budget or llc.localization",
          100 * initialization);
    }
    return virial.isCold()
        ? warn(
            "virial %.2f, which should be 1: chains have not spread: raise llc.budget",
            virial.value())
        : Optional.empty();
  }

  private static Optional<String> warn(String text, Object... values) {
    return Optional.of(String.format(Locale.ROOT, text, values));
  }
}
