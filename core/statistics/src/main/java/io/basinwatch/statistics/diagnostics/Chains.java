package io.basinwatch.statistics.diagnostics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Draws of one scalar by several chains of equal length, and the convergence diagnostics of
 * Vehtari, Gelman, Simpson, Carpenter, Buerkner (2021).
 *
 * @param draws (chains, draws)
 */
public record Chains(double[][] draws) {
  /**
   * Fewest draws a chain from which anything is said: shorter halves hide their autocorrelation.
   */
  public static final int FEWEST_DRAWS = 20;

  /** Blocks of draws in each half of a chain, at least. */
  private static final int BLOCKS = 32;

  /** Draws of each chain. */
  public int length() {
    return draws[0].length;
  }

  /** The mean over all draws. */
  public double mean() {
    return Moments.mean(pooled());
  }

  /**
   * Split rank-normalised R-hat: the larger of those of the draws and of their distances from the
   * median, each split in halves and rank-normalised. 1 for chains that agree.
   */
  public double rHat() {
    Chains halves = split();
    double median = new Quantiles(halves.pooled()).median();
    Chains folded = halves.map(value -> Math.abs(value - median));
    return Math.max(
        new Variances(halves.rankNormalised().draws).rHat(),
        new Variances(folded.rankNormalised().draws).rHat());
  }

  /** Effective number of independent draws, of the split rank-normalised draws. */
  public double bulkEss() {
    return EffectiveSampleSize.of(split().rankNormalised().draws);
  }

  /**
   * Standard error of {@link #mean} from the spread between chains and their autocorrelation. The
   * draws themselves lose a slow autocorrelation in the noise of minibatches, which means of blocks
   * of draws do not; the larger of both counts.
   */
  public double standardError() {
    Chains halves = split();
    return Math.max(halves.errorOfMean(), halves.blocks().errorOfMean());
  }

  private double errorOfMean() {
    return Math.sqrt(new Variances(draws).pooled() / EffectiveSampleSize.of(draws));
  }

  /** Means of neighbouring draws; the first draws, which fill no block, are left out. */
  private Chains blocks() {
    int size = Math.max(1, length() / BLOCKS);
    int count = length() / size;
    double[][] means = new double[draws.length][count];
    for (int c = 0; c < draws.length; c++) {
      for (int b = 0; b < count; b++) {
        int end = length() - (count - 1 - b) * size;
        means[c][b] = Moments.mean(Arrays.copyOfRange(draws[c], end - size, end));
      }
    }
    return new Chains(means);
  }

  /** Each chain cut in two of equal length; the middle draw of an odd number is left out. */
  Chains split() {
    double[][] halves = new double[2 * draws.length][];
    for (int c = 0; c < draws.length; c++) {
      int length = draws[c].length;
      halves[2 * c] = Arrays.copyOfRange(draws[c], 0, length / 2);
      halves[2 * c + 1] = Arrays.copyOfRange(draws[c], length - length / 2, length);
    }
    return new Chains(halves);
  }

  /** Each draw replaced by the normal quantile of its rank among all (Blom 1958). */
  Chains rankNormalised() {
    double[] ranks = averageRanks(pooled());
    double total = ranks.length;
    int length = draws[0].length;
    double[][] scores = new double[draws.length][length];
    for (int i = 0; i < ranks.length; i++) {
      scores[i / length][i % length] = NormalQuantile.of((ranks[i] - 0.375) / (total + 0.25));
    }
    return new Chains(scores);
  }

  private static double[] averageRanks(double[] values) {
    Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    for (int from = 0, to; from < order.length; from = to) {
      to = from + 1;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
    }
    return ranks;
  }

  private Chains map(DoubleUnaryOperator function) {
    return new Chains(
        Arrays.stream(draws)
            .map(chain -> Arrays.stream(chain).map(function).toArray())
            .toArray(double[][]::new));
  }

  private double[] pooled() {
    return Arrays.stream(draws).flatMapToDouble(Arrays::stream).toArray();
  }
}
