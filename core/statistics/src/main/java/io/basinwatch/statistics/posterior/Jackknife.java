package io.basinwatch.statistics.posterior;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A function of all draws, and its standard error from what it becomes where one batch of draws is
 * left out (Tukey 1958). Batches have to be long against the draws' autocorrelation.
 */
public final class Jackknife {
  /** Fewest batches of which an error can be said. */
  private static final int FEWEST = 4;

  private final PosteriorLosses all;
  private final List<PosteriorLosses> without = new ArrayList<>();

  /**
   * @param batches with at least two draws in all
   */
  public Jackknife(List<SampleMoments> batches) {
    all = PosteriorLosses.of(SampleMoments.merged(batches));
    for (int left = 0; batches.size() >= FEWEST && left < batches.size(); left++) {
      List<SampleMoments> others = new ArrayList<>(batches);
      others.remove(left);
      without.add(PosteriorLosses.of(SampleMoments.merged(others)));
    }
  }

  public PosteriorLosses all() {
    return all;
  }

  /** NaN for too few batches. */
  public double standardError(ToDoubleFunction<PosteriorLosses> function) {
    if (without.isEmpty()) {
      return Double.NaN;
    }
    double mean = without.stream().mapToDouble(function).average().orElseThrow();
    double squares = 0;
    for (PosteriorLosses losses : without) {
      double distance = function.applyAsDouble(losses) - mean;
      squares += distance * distance;
    }
    return Math.sqrt(squares * (without.size() - 1) / without.size());
  }
}
