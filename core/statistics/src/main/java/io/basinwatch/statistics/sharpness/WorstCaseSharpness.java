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
 * Worst-case sharpness: the mean over batches B of the probe of max over |T^-1 d|_p <= rho of
 * L_B(w* + d) - L_B(w*), maximised by {@link Ascent} (Foret et al. 2021; Kwon et al. 2021;
 * Andriushchenko et al. 2023). Batches are consecutive; a smaller last one weighs less. The value
 * is a lower bound of the maximum and at least the one-step value.
 */
public final class WorstCaseSharpness implements Statistic {
  private static final String RHO = "sharpness.rho";
  private static final String NORM = "sharpness.norm";
  private static final String ITERATIONS = "sharpness.iterations";
  private static final String BATCH_SIZE = "sharpness.batch-size";

  private final String name;
  private final Scale scale;
  private final double defaultRho;

  private WorstCaseSharpness(String name, Scale scale, double defaultRho) {
    this.name = name;
    this.scale = scale;
    this.defaultRho = defaultRho;
  }

  /** T = 1. */
  public static WorstCaseSharpness plain() {
    return new WorstCaseSharpness("sharpness", Scale.PLAIN, 0.05);
  }

  /** T = |w| + eta: unchanged by rescaling the layers of a ReLU network. */
  public static WorstCaseSharpness adaptive() {
    return new WorstCaseSharpness("adaptive-sharpness", Scale.ADAPTIVE, 0.5);
  }

  private record Options(double rho, Ball ball, int iterations, int batchSize) {}

  @Override
  public List<String> names() {
    return List.of(name);
  }

  @Override
  public Set<String> settingNames() {
    return Set.of(RHO, NORM, ITERATIONS, BATCH_SIZE);
  }

  @Override
  public void validate(Settings settings) {
    options(settings);
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    Options options = options(settings);
    EstimateBuilder estimate =
        Estimate.of(name)
            .setting(RHO, options.rho)
            .setting(NORM, options.ball.label())
            .setting(ITERATIONS, options.iterations)
            .setting(BATCH_SIZE, options.batchSize);
    return List.of(end(estimate, problem, options));
  }

  private Options options(Settings settings) {
    settings.requireKnown("sharpness.", settingNames());
    return new Options(
        settings.positive(RHO, defaultRho),
        Ball.of(settings.choice(NORM, "2", Set.of("2", "inf"))),
        settings.integer(ITERATIONS, 20, 1, 10_000),
        settings.integer(BATCH_SIZE, 128, 1));
  }

  private Estimate end(EstimateBuilder estimate, Problem problem, Options options) {
    int samples = problem.train().sampleCount();
    int batches = Math.ceilDiv(samples, options.batchSize);
    List<Ascent.Result> results = ascend(problem, options, batches);
    double[] shares = new double[batches]; // of the samples
    for (int b = 0; b < batches; b++) {
      shares[b] = (double) Math.min(options.batchSize, samples - b * options.batchSize) / samples;
    }
    double[] best = results.stream().mapToDouble(Ascent.Result::best).toArray();
    double[] oneStep = results.stream().mapToDouble(Ascent.Result::oneStep).toArray();
    double[] rounding = results.stream().mapToDouble(Ascent.Result::rounding).toArray();
    estimate
        .number("one-step", Moments.mean(oneStep, shares))
        .number("batches", batches)
        .number("gradient-evaluations", batches * (options.iterations + 2.0));
    return Rise.end(
        estimate,
        Moments.mean(best, shares),
        Moments.standardError(best, shares),
        Moments.mean(rounding, shares));
  }

  private List<Ascent.Result> ascend(Problem problem, Options options, int batches) {
    ParameterVector diagonal = scale.of(problem.train());
    try (Forks forks = new Forks(problem.train(), problem.workers())) {
      return forks.map(batches, (loss, b) -> ascend(loss, problem.seed(), diagonal, options, b));
    }
  }

  private static Ascent.Result ascend(
      LossFunction loss, long seed, ParameterVector diagonal, Options options, int batch) {
    int from = batch * options.batchSize;
    int to = Math.min(from + options.batchSize, loss.sampleCount());
    Perturbation perturbation = new Perturbation(loss, Minibatch.range(from, to), diagonal);
    return new Ascent(perturbation, options.ball, options.rho)
        .run(options.iterations, Streams.SHARPNESS.stream(seed, batch));
  }
}
