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

  /**
   * @param weights that add to 1
   */
  public static double mean(double[] values, double[] weights) {
    double mean = 0;
    for (int i = 0; i < values.length; i++) {
      mean += weights[i] * values[i];
    }
    return mean;
  }

  /**
   * Of the weighted mean of independent values, each of which has a variance in inverse proportion
   * to its weight; NaN below two values.
   */
  public static double standardError(double[] values, double[] weights) {
    double mean = mean(values, weights);
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      squares += weights[i] * (values[i] - mean) * (values[i] - mean);
    }
    return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
  }
}
