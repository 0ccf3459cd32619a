package io.basinwatch.statistics.margin;

import java.util.Arrays;

/**
 * Counts in bins of equal width.
 *
 * @param edges (bins + 1), increasing
 * @param counts (bins); a value on an inner edge counts in the bin above it
 */
record Histogram(double[] edges, double[] counts) {

  static Histogram of(double[] values, int bins) {
    double minimum = Arrays.stream(values).min().orElseThrow();
    double maximum = Arrays.stream(values).max().orElseThrow();
    double width = maximum > minimum ? (maximum - minimum) / bins : 1.0 / bins;
    double[] edges = new double[bins + 1];
    Arrays.setAll(edges, i -> minimum + i * width);
    double[] counts = new double[bins];
    for (double value : values) {
      counts[Math.min(bins - 1, (int) ((value - minimum) / width))]++;
    }
    return new Histogram(edges, counts);
  }
}
