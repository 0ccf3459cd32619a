package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.RandomStream;

/**
 * Fresh minibatches of one size, each of different samples; the whole probe, without draws, from
 * its size on. A minibatch depends on the stream alone, not on those before it.
 */
final class MinibatchSource {
  private final int samples;
  private final Minibatch batch;
  private final boolean whole;
  private final int[] order; // (samples), 0, 1, 2, ... between calls
  private final int[] partners; // (batch)

  MinibatchSource(Target target, int batchSize) {
    this.samples = target.loss().sampleCount();
    this.whole = batchSize >= samples;
    this.batch = whole ? target.wholeProbe() : Minibatch.ofSize(batchSize);
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

  /** What {@link #next} gives. */
  Minibatch batch() {
    return batch;
  }

  /** What the variance of its gradient is proportional to. */
  double share() {
    return 1.0 / batch.size() - 1.0 / samples;
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
