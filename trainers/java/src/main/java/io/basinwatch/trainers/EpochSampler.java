package io.basinwatch.trainers;

import io.basinwatch.engine.Minibatch;
import java.util.Random;

/**
 * Minibatches that pass over all samples in a new random order each epoch; a short rest is skipped.
 */
final class EpochSampler {
  private final int[] order; // (samples)
  private final Minibatch batch;
  private final Random random;
  private int next;

  EpochSampler(int samples, int batchSize, long seed) {
    order = new int[samples];
    for (int i = 0; i < samples; i++) {
      order[i] = i;
    }
    batch = Minibatch.ofSize(Math.min(batchSize, samples));
    random = new Random(seed);
    next = samples;
  }

  /** The next minibatch, in an object that is used again. */
  Minibatch next() {
    if (next + batch.size() > order.length) {
      shuffle();
      next = 0;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.setIndex(i, order[next + i]);
    }
    next += batch.size();
    return batch;
  }

  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
