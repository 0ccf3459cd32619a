package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.diagnostics.Chains;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import java.util.Locale;
import java.util.Optional;

/**
 * What the steps of chains add to the LLC, as parts of it.
 *
 * @param length what the step size adds, {@link Quality#stepBias} and {@link Quality#heat}
 * @param scales what RMSprop's scales add, as they follow the chain; 0 without them
 * @param standardError of the scales' part; NaN for too few draws
 */
record StepBias(double length, double scales, double standardError) {
  private static final double ERRORS = 2;

  static StepBias of(Sampling sampling, double length, double llc) {
    if (sampling.plan().kind() != SamplerKind.RMSPROP_SGLD) {
      return new StepBias(length, 0, 0);
    }
    Chains scales =
        new Chains(sampling.good().stream().map(ChainRun::scaleBiases).toArray(double[][]::new));
    boolean few = scales.length() < Chains.FEWEST_DRAWS;
    double error = few ? Double.NaN : scales.standardError();
    return new StepBias(length, Part.of(scales.mean(), llc), Part.of(error, llc));
  }

  /** Of both. */
  double value() {
    return length + scales;
  }

  /** What to say where they add too much. */
  Optional<String> warning() {
    if (!(length <= Convergence.MOST_BIAS)) {
      return length <= 1
          ? said("the step size may add %.0f %% to the value: take a smaller one", length)
          : Optional.of("the step size may more than double the value: take a smaller one");
    }
    return value() <= Convergence.MOST_BIAS + ERRORS * standardError
        ? Optional.empty()
        : said(
            "steps whose scales follow the chain add %.0f %% to the value: take another"
                + " llc.sampler",
            value());
  }

  private static Optional<String> said(String text, double part) {
    return Optional.of(String.format(Locale.ROOT, text, 100 * part));
  }
}
