package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Streams;
import io.basinwatch.statistics.diagnostics.Moments;
import io.basinwatch.statistics.sampling.ChainPair;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.sampling.Tuning;
import java.util.Arrays;
import java.util.List;

/**
 * What minibatches add to the LLC, as pairs of chains show it.
 *
 * @param added at most, but for chance, divided by 1/batch - 1/samples; NaN where a chain diverged
 * @param gradients calls of the gradient that it took
 */
record PairedHeat(double added, long gradients) {
  /** Each has the memory of two chains for one pair after the other. */
  private static final int TASKS = 2;

  private static final int PAIRS = 2; // of a task

  /** The cooler chain's minibatches are so many times as large as the hotter one's. */
  private static final int TIMES = 4;

  /** Of the differences of a pair; they take about as many steps as the burn-in before them. */
  private static final int MEANS = 2;

  private static final int DIFFERENCES = 4; // in a mean

  /** Samples that tell a difference, for each in a minibatch of the cooler chain. */
  private static final int SEEN = 4;

  private static final int LEAST_APART = 4; // steps between differences

  /** Standard errors above the mean of all means. */
  private static final double ERRORS = 2;

  /**
   * @param tuning but for the batch
   * @param index the calibration's first random stream that is free
   */
  static PairedHeat of(
      Targets targets,
      SamplerKind kind,
      Tuning tuning,
      BatchSize size,
      int burnIn,
      long seed,
      int index) {
    int hot = size.hot();
    Tuning cool = tuning.withBatchSize(TIMES * hot);
    int apart = Math.max(LEAST_APART, burnIn / (MEANS * DIFFERENCES));
    List<double[]> found =
        targets.map(
            TASKS,
            (seat, task) -> {
              ChainPair pair =
                  new ChainPair(kind, seat.target(), cool, hot, SEEN * cool.batchSize());
              double[] means = new double[PAIRS * MEANS];
              for (int i = 0; i < PAIRS; i++) {
                long chains = index + task * PAIRS + i;
                pair.restart(
                    Streams.LLC_CALIBRATION.stream(seed, chains),
                    Streams.LLC_CALIBRATION.stream(seed, chains),
                    Streams.LLC_CALIBRATION.stream(seed, chains + TASKS * PAIRS));
                pair.run(burnIn);
                addMeans(pair, apart, means, i * MEANS);
              }
              return means;
            });
    double[] means = found.stream().flatMapToDouble(Arrays::stream).toArray();
    double difference = Math.max(0, Moments.mean(means) + ERRORS * Moments.standardError(means));
    double shares = size.share(hot) - size.share(TIMES * hot);
    long steps = burnIn + (long) MEANS * DIFFERENCES * apart;
    return new PairedHeat(
        targets.inverseTemperature() * difference / shares,
        TASKS * PAIRS * ChainPair.GRADIENTS * steps);
  }

  private static void addMeans(ChainPair pair, int apart, double[] means, int first) {
    for (int i = 0; i < MEANS * DIFFERENCES; i++) {
      pair.run(apart);
      means[first + i / DIFFERENCES] += pair.difference() / DIFFERENCES;
    }
  }
}
