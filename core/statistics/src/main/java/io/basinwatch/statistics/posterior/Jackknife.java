package io.basinwatch.statistics.posterior;

import io.basinwatch.engine.Interruption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A function of all draws, and its standard error from what it becomes where one batch of draws is
 * left out (Tukey 1958). The error is too small where batches are not long against the draws'
 * autocorrelation.
 */
public final class Jackknife {
  /** Fewest batches of which an error can be said. */
  private static final int FEWEST = 4;

  private final SampleMoments moments;
  private final PosteriorLosses all;
  private final List<PosteriorLosses> without = new ArrayList<>();

  /**
   * @param batches with at least two draws in all
   */
  public Jackknife(List<SampleMoments> batches) {
    moments = SampleMoments.merged(batches);
    all = PosteriorLosses.of(moments);
    if (batches.size() >= FEWEST) {
      leaveOut(batches, new SampleMoments(moments.samples()));
    }
  }

  /** One of some batches, beside all draws outside of them: halves are merged once for a half. */
  private void leaveOut(List<SampleMoments> some, SampleMoments outside) {
    Interruption.check();
    if (some.size() == 1) {
      without.add(PosteriorLosses.of(outside));
      return;
    }
    List<SampleMoments> first = some.subList(0, some.size() / 2);
    List<SampleMoments> second = some.subList(some.size() / 2, some.size());
    leaveOut(first, outside.with(second));
    leaveOut(second, outside.with(first));
  }

  /** Of all draws. */
  public SampleMoments moments() {
    return moments;
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
