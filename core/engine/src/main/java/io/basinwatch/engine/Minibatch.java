package io.basinwatch.engine;

/**
 * Samples of a probe, by index. Mutable and reusable, so that drawing one allocates nothing.
 *
 * <p>Any size up to the whole probe is allowed: a {@link LossFunction} splits a large one itself.
 */
public final class Minibatch {
  private final int[] indices; // (size)

  private Minibatch(int[] indices) {
    this.indices = indices;
  }

  /** Every sample of a probe, in order. */
  public static Minibatch whole(int sampleCount) {
    return range(0, sampleCount);
  }

  /** Samples {@code from} to {@code to}, the latter not included. */
  public static Minibatch range(int from, int to) {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("empty minibatch: samples " + from + " to " + to);
    }
    int[] indices = new int[to - from];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = from + i;
    }
    return new Minibatch(indices);
  }

  /** A minibatch of a fixed size whose indices are to be drawn. */
  public static Minibatch ofSize(int size) {
    return range(0, size);
  }

  /**
   * Samples by index, which may be there more than once.
   *
   * @param indices copied
   */
  public static Minibatch of(int... indices) {
    Minibatch batch = ofSize(indices.length);
    System.arraycopy(indices, 0, batch.indices, 0, indices.length);
    return batch;
  }

  /** Another minibatch of the same samples. */
  public Minibatch copy() {
    return new Minibatch(indices.clone());
  }

  public int size() {
    return indices.length;
  }

  public int index(int i) {
    return indices[i];
  }

  public void setIndex(int i, int sample) {
    indices[i] = sample;
  }

  /** Draws every index uniformly, with replacement, from a probe of {@code sampleCount} samples. */
  public void draw(RandomStream random, int sampleCount) {
    for (int i = 0; i < indices.length; i++) {
      indices[i] = random.nextInt(sampleCount);
    }
  }
}
