package io.basinwatch.statistics.diagnostics;

import io.basinwatch.engine.Interruption;
import java.util.Arrays;

/**
 * Effective sample size of several chains: draws / (1 + 2 sum of autocorrelations), the sum cut off
 * by Geyer's (1992) initial monotone sequence of pairs, and chains that disagree counted against it
 * (Vehtari et al. 2021).
 */
final class EffectiveSampleSize {
  private final double[][] draws; // (chains, draws), each chain about its mean
  private final Variances variances;
  private final int length;

  private EffectiveSampleSize(double[][] draws) {
    this.variances = new Variances(draws);
    this.length = draws[0].length;
    this.draws = Arrays.stream(draws).map(EffectiveSampleSize::centred).toArray(double[][]::new);
  }

  /**
   * @param draws (chains, draws)
   */
  static double of(double[][] draws) {
    return new EffectiveSampleSize(draws).estimate();
  }

  private static double[] centred(double[] chain) {
    double mean = Moments.mean(chain);
    return Arrays.stream(chain).map(value -> value - mean).toArray();
  }

  private double estimate() {
    double total = (double) draws.length * length;
    double time = Math.max(autocorrelationTime(), 1 / Math.log10(total));
    return total / time;
  }

  /** -1 + 2 x the sum over lags; a last even lag that is positive still counts once. */
  private double autocorrelationTime() {
    double sum = 0;
    double pairBefore = Double.POSITIVE_INFINITY;
    double even = 1;
    double odd = autocorrelation(1);
    int lag = 0;
    while (lag < length - 5 && even + odd > 0) {
      Interruption.check();
      double pair = Math.min(even + odd, pairBefore);
      sum += pair;
      pairBefore = pair;
      lag += 2;
      even = autocorrelation(lag);
      odd = autocorrelation(lag + 1);
    }
    return -1 + 2 * sum + Math.max(even, 0);
  }

  private double autocorrelation(int lag) {
    double covariance = 0;
    for (double[] chain : draws) {
      covariance += autocovariance(chain, lag) / draws.length;
    }
    return 1 - (variances.within() - covariance) / variances.pooled();
  }

  private static double autocovariance(double[] chain, int lag) {
    double sum = 0;
    for (int i = 0; i + lag < chain.length; i++) {
      sum += chain[i] * chain[i + lag];
    }
    return sum / chain.length;
  }
}
