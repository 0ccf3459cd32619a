package io.basinwatch.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** PLACEHOLDER for the contract: see the brief. */
public final class Workers {
  public static Workers of(int threads) {
    return new Workers();
  }

  /** Results of task 0 .. count - 1, in order. */
  public <T> List<T> map(int count, IntFunction<T> task) {
    List<T> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(task.apply(i));
    }
    return results;
  }
}
