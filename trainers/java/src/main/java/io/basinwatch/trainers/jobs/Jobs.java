package io.basinwatch.trainers.jobs;

import io.basinwatch.trainers.TrainingJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** The example jobs by name. */
public final class Jobs {
  private static final Map<String, LongFunction<TrainingJob>> JOBS = new LinkedHashMap<>();

  static {
    JOBS.put("digits", DigitsJob::of);
    JOBS.put("grokking", GrokkingJob::of);
    JOBS.put("linear", LinearJob::of);
  }

  private Jobs() {}

  public static List<String> names() {
    return List.copyOf(JOBS.keySet());
  }

  /**
   * @param seed of the initial weights and the minibatches
   */
  public static Optional<TrainingJob> byName(String name, long seed) {
    return Optional.ofNullable(JOBS.get(name)).map(job -> job.apply(seed));
  }
}
