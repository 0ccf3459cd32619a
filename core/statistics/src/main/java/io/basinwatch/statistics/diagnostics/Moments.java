package io.basinwatch.statistics.diagnostics;

import java.util.Arrays;

/** Mean and variance of numbers. */
public final class Moments {
  private Moments() {}

  public static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** The sample variance, divided by count - 1; NaN below two values. */
  public static double variance(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return values.length < 2 ? Double.NaN : squares / (values.length - 1);
  }

  /** Of the mean of independent values. */
  public static double standardError(double[] values) {
    return Math.sqrt(variance(values) / values.length);
  }
}
