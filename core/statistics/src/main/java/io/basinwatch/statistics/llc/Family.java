package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.posterior.Jackknife;
import io.basinwatch.statistics.posterior.PosteriorLosses;
import io.basinwatch.statistics.posterior.SampleMoments;
import io.basinwatch.statistics.sampling.SamplerKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The statistics that one sampling gives. */
final class Family {
  static final List<String> NAMES =
      List.of("llc", "wbic", "waic", "singular-fluctuation", "free-energy");

  private static final double SAME = 1e-9;
  private static final int FEWEST_OBSERVATIONS = 20;

  /** Of the Bayes training loss, in units of its error. */
  private static final double MOST_BIAS = 2;

  private final Problem problem;
  private final LlcSettings settings;
  private final Sampling sampling;
  private final Consumer<EstimateBuilder> publish;

  /**
   * @param publish puts n, m and the settings into an estimate
   */
  Family(
      Problem problem, LlcSettings settings, Sampling sampling, Consumer<EstimateBuilder> publish) {
    this.problem = problem;
    this.settings = settings;
    this.sampling = sampling;
    this.publish = publish;
  }

  /** Where there is no chain. */
  static List<Estimate> undefined(
      EstimateBuilder llc, Consumer<EstimateBuilder> publish, String reason) {
    return NAMES.stream()
        .map(name -> (name.equals("llc") ? llc : begin(name, publish)).undefined(reason))
        .toList();
  }

  List<Estimate> all(EstimateBuilder llc, Convergence convergence) {
    double temperature = sampling.inverseTemperature();
    double value = convergence.llc();
    double error = convergence.standardError();
    SamplerKind kind = sampling.plan().kind();
    Optional<String> warning =
        sampling
            .dropped()
            .or(() -> convergence.warning(kind))
            .or(() -> Precision.warning(value, error));
    Optional<String> ofChains = sampling.dropped().or(() -> convergence.ofChains(kind));
    Losses losses = new Losses(ofChains.map(Family::elsewhere), convergence.bulkEss());
    Optional<String> ofOthers = warning.map(Family::elsewhere);
    return List.of(
        end(llc, value, error, warning),
        wbic(value / temperature, error / temperature, ofOthers),
        losses.waic(),
        losses.singularFluctuation(),
        freeEnergy(value, error, ofOthers));
  }

  /** A warning of the LLC, told with another statistic. */
  private static String elsewhere(String warning) {
    return "llc: " + warning;
  }

  private EstimateBuilder begin(String name) {
    return begin(name, publish);
  }

  private static EstimateBuilder begin(String name, Consumer<EstimateBuilder> publish) {
    EstimateBuilder estimate = Estimate.of(name);
    publish.accept(estimate);
    return estimate;
  }

  private static Estimate end(
      EstimateBuilder estimate, double value, double error, Optional<String> warning) {
    return warning
        .map(reason -> estimate.notConverged(value, error, reason))
        .orElseGet(() -> estimate.converged(value, error));
  }

  /** E[n L_n(w)] at beta = 1/ln n (Watanabe 2013). */
  private Estimate wbic(double excess, double error, Optional<String> warning) {
    EstimateBuilder estimate = begin("wbic");
    double n = problem.datasetSize();
    double usual = n / Math.log(n);
    if (!(Math.abs(sampling.inverseTemperature() / usual - 1) < SAME)) {
      return estimate.notApplicable(
          "defined at n beta = n / ln n = %s; %s is %s"
              .formatted(usual, LlcSettings.INVERSE_TEMPERATURE, sampling.inverseTemperature()));
    }
    return end(estimate, n * (sampling.lossAtCheckpoint() + excess), n * error, warning);
  }

  /** n L_n(w*) + lambda ln n, with multiplicity 1. */
  private Estimate freeEnergy(double llc, double error, Optional<String> warning) {
    double n = problem.datasetSize();
    EstimateBuilder estimate = begin("free-energy").number("multiplicity", 1);
    double value = n * sampling.lossAtCheckpoint() + llc * Math.log(n);
    return end(estimate, value, error * Math.log(n), warning);
  }

  /** What the losses of single samples give. */
  private final class Losses {
    private final Optional<String> warning;
    private final double independent; // draws
    private final double temperature = sampling.inverseTemperature();
    private final double sampleBeta = temperature / problem.train().sampleCount(); // n beta/m
    private final List<SampleMoments> train = sampling.train();
    private final List<SampleMoments> heldout = sampling.heldout();
    private final int draws = train.stream().mapToInt(SampleMoments::draws).sum();
    private final Optional<Jackknife> jackknife =
        draws < 2 ? Optional.empty() : Optional.of(new Jackknife(train));

    Losses(Optional<String> warning, double ess) {
      this.warning = warning;
      this.independent = Double.isNaN(ess) ? draws : Math.min(draws, ess);
    }

    Estimate waic() {
      EstimateBuilder estimate = begin("waic");
      if (jackknife.isEmpty()) {
        return estimate.undefined("fewer than 2 independent observations");
      }
      PosteriorLosses losses = jackknife.get().all();
      double n = problem.datasetSize();
      estimate
          .number("observations", draws)
          .number("bayes-training-loss", losses.bayes())
          .number("gibbs-training-loss", losses.gibbs())
          .number("functional-variance", n * losses.variance())
          .number("predicted-bayes-generalization-loss", losses.predictedBayes(sampleBeta))
          .number("predicted-gibbs-generalization-loss", losses.predictedGibbs(sampleBeta));
      addErrors(estimate);
      if (!heldout.isEmpty()) {
        addHeldout(estimate);
      }
      double error = jackknife.get().standardError(all -> all.waic(sampleBeta));
      double bias = jackknife.get().moments().predictiveBias(independent);
      estimate.number("bayes-loss-bias", bias);
      return end(
          estimate,
          losses.waic(sampleBeta),
          error,
          warning.or(this::tooFew).or(() -> tooLarge(bias, error)));
    }

    private Optional<String> tooFew() {
      return draws < FEWEST_OBSERVATIONS
          ? Optional.of(
              "only %d observations of single samples' losses: take more draws or chains"
                  .formatted(draws))
          : Optional.empty();
    }

    private static Optional<String> tooLarge(double bias, double error) {
      return bias <= MOST_BIAS * error || Double.isNaN(error)
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "too few draws for losses that vary so much: about %.2g nats too large",
                  bias));
    }

    private void addErrors(EstimateBuilder estimate) {
      Jackknife all = jackknife.orElseThrow();
      estimate
          .number("bayes-training-loss-error", all.standardError(PosteriorLosses::bayes))
          .number("gibbs-training-loss-error", all.standardError(PosteriorLosses::gibbs))
          .number(
              "functional-variance-error",
              problem.datasetSize() * all.standardError(PosteriorLosses::variance))
          .number(
              "predicted-bayes-generalization-loss-error",
              all.standardError(losses -> losses.predictedBayes(sampleBeta)))
          .number(
              "predicted-gibbs-generalization-loss-error",
              all.standardError(losses -> losses.predictedGibbs(sampleBeta)));
    }

    private void addHeldout(EstimateBuilder estimate) {
      Jackknife measured = new Jackknife(heldout);
      estimate
          .number("heldout-bayes-loss", measured.all().bayes())
          .number("heldout-bayes-loss-error", measured.standardError(PosteriorLosses::bayes))
          .number("heldout-bayes-loss-bias", measured.moments().predictiveBias(independent))
          .number("heldout-gibbs-loss", measured.all().gibbs())
          .number("heldout-gibbs-loss-error", measured.standardError(PosteriorLosses::gibbs));
    }

    /** nu = (beta/2) V. */
    Estimate singularFluctuation() {
      EstimateBuilder estimate = begin("singular-fluctuation");
      if (jackknife.isEmpty()) {
        return estimate.undefined("fewer than 2 independent observations");
      }
      estimate.number("observations", draws);
      double value = jackknife.get().all().singularFluctuation(temperature);
      double error = jackknife.get().standardError(all -> all.singularFluctuation(temperature));
      return end(
          estimate,
          value,
          error,
          warning.or(this::tooFew).or(() -> Precision.warning(value, error)));
    }
  }
}
