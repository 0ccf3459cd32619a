package io.basinwatch.engine.graph;

/**
 * erf(x) = 2/sqrt(pi) integral from 0 to x of exp(-t^2) dt, to about 1e-15: its Maclaurin series
 * near zero, the continued fraction of erfc beyond (Abramowitz and Stegun 1964, 7.1.5 and 7.1.14).
 */
public final class ErrorFunction {
  private static final double SERIES_BELOW = 3;
  private static final double ONE_FROM = 6;
  private static final int TERMS = 60;

  private ErrorFunction() {}

  public static double erf(double x) {
    double magnitude = Math.abs(x);
    if (magnitude < SERIES_BELOW) {
      return series(x);
    }
    double value = magnitude >= ONE_FROM ? 1 : 1 - complement(magnitude);
    return Double.isNaN(x) ? x : Math.copySign(value, x);
  }

  /** exp(-x^2) times a series of positive terms: no cancellation. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n <= TERMS && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  private static double complement(double x) {
    double fraction = x;
    for (int k = TERMS; k > 0; k--) {
      fraction = x + k / 2. / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
