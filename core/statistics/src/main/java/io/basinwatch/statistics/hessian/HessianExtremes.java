package io.basinwatch.statistics.hessian;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Streams;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The largest and the smallest eigenvalue of the Hessian of L_n at w*, over the training probe. */
public final class HessianExtremes implements Statistic {
  private static final String MAXIMUM = "hessian-max-eigenvalue";
  private static final String MINIMUM = "hessian-min-eigenvalue";
  private static final String ITERATIONS = "hessian.iterations";
  private static final double TOLERANCE = 1e-4;
  private static final double ACCEPTABLE = 1e-2;

  /** What a product errs by, in units of unit roundoff and spectral norm: 1e-5 in float32. */
  private static final double PRODUCT_ERROR = 1e-5 / 0x1p-24;

  @Override
  public List<String> names() {
    return List.of(MAXIMUM, MINIMUM);
  }

  @Override
  public Set<String> settingNames() {
    return Set.of(ITERATIONS);
  }

  @Override
  public void validate(Settings settings) {
    iterations(settings);
  }

  private int iterations(Settings settings) {
    settings.requireKnown("hessian.", settingNames());
    return settings.integer(ITERATIONS, 60, 1, 10_000);
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    int iterations = iterations(settings);
    EstimateBuilder maximum = Estimate.of(MAXIMUM).setting(ITERATIONS, iterations);
    EstimateBuilder minimum = Estimate.of(MINIMUM).setting(ITERATIONS, iterations);
    Lanczos.Ends ends =
        new Lanczos(problem.train())
            .run(iterations, TOLERANCE, Streams.HESSIAN.stream(problem.seed(), 0));
    double rounding = PRODUCT_ERROR * problem.train().checkpoint().unitRoundoff() * ends.norm();
    return List.of(
        end(maximum, ends, ends.highest(), rounding), end(minimum, ends, ends.lowest(), rounding));
  }

  private static Estimate end(
      EstimateBuilder estimate, Lanczos.Ends ends, Lanczos.Ritz ritz, double rounding) {
    double residual = ritz.residual() + rounding;
    estimate.number("residual", residual).number("products", ends.iterations());
    if (residual <= ACCEPTABLE * ends.norm()) {
      return estimate.converged(ritz.value(), Double.NaN);
    }
    return estimate.notConverged(
        ritz.value(),
        Double.NaN,
        String.format(
            Locale.ROOT,
            "residual %.2g after %d products is above 1 %% of the spectral norm",
            residual,
            ends.iterations()));
  }
}
