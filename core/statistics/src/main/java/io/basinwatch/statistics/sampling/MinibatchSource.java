package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.RandomStream;

/**
 * Fresh minibatches of one size, each of different samples; the whole probe, without draws, from
 * its size on. A minibatch depends on the stream alone, not on those before it.
 */
public final class MinibatchSource {
  private final int samples;
  private final Minibatch batch;
  private final boolean whole;
  private final int[] order; // (samples), 0, 1, 2, ... between calls
  private final int[] partners; // (batch)

  MinibatchSource(Target target, int batchSize) {
    this.samples = target.loss().sampleCount();
    this.whole = batchSize >= samples;
    this.batch = whole ? Minibatch.whole(samples) : Minibatch.ofSize(batchSize);
    this.order = new int[whole ? 0 : samples];
    this.partners = new int[whole ? 0 : batchSize];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
  }

  /** Whether there is no minibatch noise. */
  boolean isWhole() {
    return whole;
  }

  /** {@link #share(int, int)} of its minibatches. */
  double share() {
    return share(batch.size(), samples);
  }

  /** What the variance of a minibatch's gradient is proportional to. */
  public static double share(int batch, int samples) {
    return 1.0 / batch - 1.0 / samples;
  }

  /** The next minibatch, drawn without replacement; the same object every time. */
  Minibatch next(RandomStream random) {
    for (int i = 0; i < partners.length; i++) {
      partners[i] = i + random.nextInt(samples - i);
      swap(i, partners[i]);
      batch.setIndex(i, order[i]);
    }
    for (int i = partners.length - 1; i >= 0; i--) {
      swap(i, partners[i]);
    }
    return batch;
  }

  private void swap(int i, int j) {
    int held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
}
