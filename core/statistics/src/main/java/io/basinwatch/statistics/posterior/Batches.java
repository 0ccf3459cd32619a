package io.basinwatch.statistics.posterior;

import java.util.ArrayList;
import java.util.List;

/**
 * The draws of one chain in a few batches of equal length, however many draws come: where there are
 * {@value #MOST} batches, neighbours become one.
 */
public final class Batches {
  private static final int MOST = 8;

  private final int samples;
  private final List<SampleMoments> batches = new ArrayList<>();
  private int length = 1;

  public Batches(int samples) {
    this.samples = samples;
  }

  /**
   * Adds a draw.
   *
   * @param losses (samples)
   */
  public void add(double[] losses) {
    if (batches.isEmpty() || batches.getLast().draws() == length) {
      if (batches.size() == MOST) {
        join();
      }
      batches.add(new SampleMoments(samples));
    }
    batches.getLast().add(losses);
  }

  private void join() {
    for (int i = 0; i < MOST / 2; i++) {
      batches.get(i).merge(batches.remove(i + 1));
    }
    length *= 2;
  }

  public List<SampleMoments> all() {
    return List.copyOf(batches);
  }
}
