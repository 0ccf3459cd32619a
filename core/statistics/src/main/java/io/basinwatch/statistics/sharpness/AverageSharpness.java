package io.basinwatch.statistics.sharpness;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
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
    double[] rises = rises(problem, options).stream().mapToDouble(Double::doubleValue).toArray();
    return List.of(estimate.ok(Moments.mean(rises), Moments.standardError(rises)));
  }

  private Options options(Settings settings) {
    settings.requireKnown("average-sharpness.", settingNames());
    return new Options(settings.positive(RHO, defaultRho), settings.integer(DRAWS, 20, 1, 100_000));
  }

  private List<Double> rises(Problem problem, Options options) {
    ParameterVector diagonal = scale.of(problem.train());
    try (Forks forks = new Forks(problem.train(), problem.workers())) {
      return forks.map(
          options.draws, (loss, draw) -> rise(loss, problem.seed(), diagonal, options.rho, draw));
    }
  }

  /** The mean rise at d and -d. */
  private static double rise(
      LossFunction loss, long seed, ParameterVector diagonal, double rho, int draw) {
    Perturbation perturbation =
        new Perturbation(loss, Minibatch.whole(loss.sampleCount()), diagonal);
    ParameterVector u = loss.zeros();
    u.fillNormal(Streams.AVERAGE_SHARPNESS.stream(seed, draw));
    u.scale(rho);
    double there = perturbation.rise(u);
    u.scale(-1);
    return (there + perturbation.rise(u)) / 2;
  }
}
