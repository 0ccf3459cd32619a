package io.basinwatch.trainers;

import java.util.List;
import java.util.TreeSet;

/** Steps at which checkpoints are saved. */
public final class CheckpointSchedule {
  private CheckpointSchedule() {}

  /**
   * Dense where training changes fastest: 0 and the powers of two below the spacing, then every
   * {@code spacing} steps.
   */
  public static List<Long> logarithmicThenLinear(long spacing, long lastStep) {
    TreeSet<Long> steps = new TreeSet<>(List.of(0L, lastStep));
    for (long step = 1; step < spacing; step *= 2) {
      steps.add(step);
    }
    for (long step = spacing; step < lastStep; step += spacing) {
      steps.add(step);
    }
    return List.copyOf(steps);
  }
}
