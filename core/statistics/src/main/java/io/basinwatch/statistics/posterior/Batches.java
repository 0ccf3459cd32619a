package io.basinwatch.statistics.posterior;

import java.util.ArrayList;
import java.util.List;

/**
 * The draws of one chain in a few batches of equal length, but for the last, however many draws
 * come: where there are too many batches, neighbours become one.
 */
public final class Batches {
  private static final int MOST = 8; // of a chain
  private static final int MOST_OF_ALL = 32;

  private final int samples;
  private final int most;
  private final List<SampleMoments> batches = new ArrayList<>();
  private int length = 1;

  /**
   * @param chains that have batches: all of their batches are held at once
   */
  public Batches(int samples, int chains) {
    this.samples = samples;
    this.most = most(chains);
  }

  private static int most(int chains) {
    return Math.clamp(MOST_OF_ALL / chains, 1, MOST);
  }

  /** Of memory that the batches of all chains take. */
  public static long bytes(int samples, int chains) {
    return (long) chains * most(chains) * SampleMoments.bytes(samples);
  }

  /**
   * Adds a draw.
   *
   * @param losses (samples)
   */
  public void add(double[] losses) {
    if (batches.size() == most && isFull()) {
      join();
    }
    if (batches.isEmpty() || isFull()) {
      batches.add(new SampleMoments(samples));
    }
    batches.getLast().add(losses);
  }

  /** Whether the last is. */
  private boolean isFull() {
    return batches.getLast().draws() == length;
  }

  /** The last of an odd number stays, half full. */
  private void join() {
    for (int i = 0; i + 1 < batches.size(); i++) {
      batches.get(i).merge(batches.remove(i + 1));
    }
    length *= 2;
  }

  public List<SampleMoments> all() {
    return List.copyOf(batches);
  }
}
