package io.basinwatch.statistics.testing;

/** K = x^2 y^2 at the origin: lambda 1/2, multiplicity 2; far from both at finite n. */
public final class ProductLoss {
  private static final double STEP = 1e-4;
  private static final double REACH = 8;

  private ProductLoss() {}

  public static AnalyticLoss atTheOrigin() {
    return AnalyticLoss.of(
        (w, gradient) -> {
          gradient[0] += 2 * w[0] * w[1] * w[1];
          gradient[1] += 2 * w[1] * w[0] * w[0];
          return w[0] * w[0] * w[1] * w[1];
        },
        0,
        0);
  }

  /**
   * t E[K]. The integral over x is a Gaussian one; that over y is done by the trapezoidal rule.
   *
   * @param t n beta
   * @param gamma the localization
   */
  public static double byQuadrature(double t, double gamma) {
    double mass = 0;
    double weighted = 0;
    for (double y = -REACH; y <= REACH; y += STEP) {
      double precision = 2 * t * y * y + gamma; // of x given y
      double density = Math.exp(-gamma * y * y / 2) / Math.sqrt(precision);
      mass += density;
      weighted += density * t * y * y / precision;
    }
    return weighted / mass;
  }
}
