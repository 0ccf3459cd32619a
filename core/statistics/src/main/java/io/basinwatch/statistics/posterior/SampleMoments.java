package io.basinwatch.statistics.posterior;

import java.util.Arrays;
import java.util.List;

/**
 * The losses of each sample of a probe over draws of w, in one pass: mean and variance (Welford
 * 1962; merged as Chan, Golub, LeVeque 1983 have it) and ln mean exp(-l).
 */
public final class SampleMoments {
  private final double[] mean; // (samples), of l_i
  private final double[] squares; // (samples), sum of (l_i - mean_i)^2
  private final double[] least; // (samples), smallest l_i
  private final double[] sum; // (samples), sum of exp(least_i - l_i)
  private int draws;

  public SampleMoments(int samples) {
    mean = new double[samples];
    squares = new double[samples];
    least = new double[samples];
    sum = new double[samples];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
  }

  /** Of memory. */
  static long bytes(int samples) {
    return 4L * Double.BYTES * samples;
  }

  /**
   * All draws of several.
   *
   * @param parts at least one
   */
  public static SampleMoments merged(List<SampleMoments> parts) {
    return new SampleMoments(parts.getFirst().samples()).with(parts);
  }

  /** The same with the draws of others. */
  SampleMoments with(List<SampleMoments> others) {
    SampleMoments all = new SampleMoments(samples());
    all.merge(this);
    others.forEach(all::merge);
    return all;
  }

  public int samples() {
    return mean.length;
  }

  public int draws() {
    return draws;
  }

  /**
   * Adds a draw.
   *
   * @param losses (samples), l_i(w)
   */
  public void add(double[] losses) {
    draws++;
    for (int i = 0; i < mean.length; i++) {
      double distance = losses[i] - mean[i];
      mean[i] += distance / draws;
      squares[i] += distance * (losses[i] - mean[i]);
      addExponential(i, losses[i], 1);
    }
  }

  /** Adds the draws of another. */
  public void merge(SampleMoments other) {
    int total = draws + other.draws;
    for (int i = 0; i < mean.length && other.draws > 0; i++) {
      double distance = other.mean[i] - mean[i];
      mean[i] += distance * other.draws / total;
      squares[i] += other.squares[i] + distance * distance * draws * other.draws / total;
      addExponential(i, other.least[i], other.sum[i]);
    }
    draws = total;
  }

  private void addExponential(int i, double loss, double count) {
    if (loss < least[i]) {
      sum[i] = sum[i] * Math.exp(loss - least[i]) + count;
      least[i] = loss;
    } else {
      sum[i] += count * Math.exp(least[i] - loss);
    }
  }

  /** E_w l_i(w). */
  public double mean(int i) {
    return mean[i];
  }

  /** Var_w l_i(w), the sample variance over draws. */
  public double variance(int i) {
    return squares[i] / (draws - 1);
  }

  /** -ln E_w exp(-l_i(w)). */
  public double predictiveLoss(int i) {
    return least[i] - Math.log(sum[i] / draws);
  }

  /**
   * What the mean of {@link #predictiveLoss} over samples is too large by, because it takes the
   * logarithm of a mean: to first order and for normal losses (exp(v) - 1)/(2 draws) for each
   * sample, v being the variance, and no more than v/2.
   *
   * @param independent draws that all of them are worth
   */
  public double predictiveBias(double independent) {
    double bias = 0;
    for (int i = 0; i < mean.length; i++) {
      double variance = variance(i);
      bias += Math.min(Math.expm1(variance) / independent, variance) / 2;
    }
    return bias / mean.length;
  }
}
