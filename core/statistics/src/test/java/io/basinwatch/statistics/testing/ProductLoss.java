package io.basinwatch.statistics.testing;

/** K = x^2 y^2 at the origin: lambda 1/2, multiplicity 2; far from both at finite n. */
public final class ProductLoss {
  private static final double STEP = 1e-4;
  private static final double REACH = 8;
  private static final double LOG_STEP = 1e-3;
  private static final double FARTHEST = -30; // exp of it is nothing

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
   * t E[K] under a flat prior on [0, 1]^2. The product p = x y has the density -ln p there; by the
   * trapezoidal rule over the logarithm of q = p sqrt(t).
   */
  public static double onTheUnitSquare(double t) {
    double most = Math.log(t) / 2;
    double mass = 0;
    double weighted = 0;
    for (double log = FARTHEST; log <= most; log += LOG_STEP) {
      double q = Math.exp(log);
      double density = (most - log) * q * Math.exp(-q * q);
      mass += density;
      weighted += density * q * q;
    }
    return weighted / mass;
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
