package io.basinwatch.statistics.sharpness;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Forks;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.diagnostics.Moments;
import java.util.List;
import java.util.Set;

/**
 * Average-case sharpness: E of L_n(w* + d) - L_n(w*) over d = rho T xi, xi standard normal, over
 * the whole probe (Andriushchenko et al. 2023). Each draw is evaluated at d and at -d, which has
 * the same expectation and cancels the first-order term. The error bar is that of the mean over
 * draws.
 */
public final class AverageSharpness implements Statistic {
  private static final String RHO = "average-sharpness.rho";
  private static final String DRAWS = "average-sharpness.draws";

  private final String name;
  private final Scale scale;
  private final double defaultRho;

  private AverageSharpness(String name, Scale scale, double defaultRho) {
    this.name = name;
    this.scale = scale;
    this.defaultRho = defaultRho;
  }

  /** T = 1. */
  public static AverageSharpness plain() {
    return new AverageSharpness("average-sharpness", Scale.PLAIN, 0.01);
  }

  /** T = |w| + eta. */
  public static AverageSharpness adaptive() {
    return new AverageSharpness("adaptive-average-sharpness", Scale.ADAPTIVE, 0.1);
  }

  private record Options(double rho, int draws) {}

  @Override
  public List<String> names() {
    return List.of(name);
  }

  @Override
  public Set<String> settingNames() {
    return Set.of(RHO, DRAWS);
  }

  @Override
  public void validate(Settings settings) {
    options(settings);
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    Options options = options(settings);
    EstimateBuilder estimate =
        Estimate.of(name).setting(RHO, options.rho).setting(DRAWS, options.draws);
    return List.of(end(estimate, problem, options));
  }

  private Options options(Settings settings) {
    settings.requireKnown("average-sharpness.", settingNames());
    return new Options(settings.positive(RHO, defaultRho), settings.integer(DRAWS, 50, 1, 100_000));
  }

  private Estimate end(EstimateBuilder estimate, Problem problem, Options options) {
    LossFunction train = problem.train();
    Perturbation perturbation =
        new Perturbation(train, Minibatch.whole(train.sampleCount()), scale.of(train));
    double[] rises =
        rises(problem, options, perturbation).stream().mapToDouble(Double::doubleValue).toArray();
    return Rise.end(
        estimate,
        Moments.mean(rises),
        Moments.standardError(rises),
        perturbation.rounding(Streams.AVERAGE_SHARPNESS.stream(problem.seed(), options.draws)));
  }

  private static List<Double> rises(Problem problem, Options options, Perturbation perturbation) {
    try (Forks forks = new Forks(problem.train(), problem.workers())) {
      return forks.map(
          options.draws,
          (loss, draw) ->
              rise(
                  perturbation.on(loss),
                  options.rho,
                  Streams.AVERAGE_SHARPNESS.stream(problem.seed(), draw)));
    }
  }

  /** The mean rise at d and -d. */
  private static double rise(Perturbation perturbation, double rho, RandomStream random) {
    ParameterVector u = perturbation.zeros();
    u.fillNormal(random);
    u.scale(rho);
    double there = perturbation.rise(u);
    u.scale(-1);
    return (there + perturbation.rise(u)) / 2;
  }
}
