package io.basinwatch.statistics.diagnostics;

import java.util.Arrays;

/**
 * Variance of draws within chains and between chains.
 *
 * @param within mean of the chains' sample variances
 * @param betweenMeans sample variance of the chains' means; 0 for one chain
 * @param length draws a chain
 */
record Variances(double within, double betweenMeans, int length) {

  /**
   * @param draws (chains, draws)
   */
  Variances(double[][] draws) {
    this(
        Arrays.stream(draws).mapToDouble(Moments::variance).average().orElseThrow(),
        draws.length < 2
            ? 0
            : Moments.variance(Arrays.stream(draws).mapToDouble(Moments::mean).toArray()),
        draws[0].length);
  }

  /** The estimate of the target's variance that is too large until the chains have mixed. */
  double pooled() {
    return within * (length - 1) / length + betweenMeans;
  }

  double rHat() {
    return Math.sqrt(pooled() / within);
  }
}
