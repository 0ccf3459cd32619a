package io.basinwatch.statistics.diagnostics;

import java.util.Arrays;

/** Sample quantiles by linear interpolation between order statistics (NumPy's default, type 7). */
public final class Quantiles {
  private final double[] sorted; // (samples)

  public Quantiles(double[] values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  /**
   * @param p in [0, 1]
   */
  public double at(double p) {
    double position = p * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  public double minimum() {
    return sorted[0];
  }

  public double median() {
    return at(0.5);
  }
}
