package io.basinwatch.statistics.testing;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Workers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Problems and settings for tests. */
public final class Problems {
  /** Of every random number in a test; -Dseed=... changes it. */
  public static final long SEED = Long.getLong("seed", 20261124L);

  private Problems() {}

  public static Problem of(LossFunction loss) {
    return of(loss, Math.max(1000, loss.sampleCount()), 2);
  }

  public static Problem of(LossFunction loss, long datasetSize, int threads) {
    return new Problem(
        loss, Optional.empty(), Optional.empty(), datasetSize, SEED, Workers.of(threads));
  }

  /** Names and values in turn. */
  public static Settings settings(Object... namesAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return new Settings(values);
  }

  /** The first estimate of a statistic. */
  public static Estimate measure(String statistic, Problem problem, Object... namesAndValues) {
    return Statistics.byName(statistic).measure(problem, settings(namesAndValues)).getFirst();
  }
}
