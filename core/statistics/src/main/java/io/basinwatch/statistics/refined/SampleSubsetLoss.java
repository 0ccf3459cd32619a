package io.basinwatch.statistics.refined;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import java.util.OptionalInt;

/** A loss over some of the probe's samples. */
public final class SampleSubsetLoss extends LossView {
  private final int[] samples; // of the whole probe
  private Minibatch moved;

  private SampleSubsetLoss(LossFunction whole, int[] samples, boolean owner) {
    super(whole, owner);
    this.samples = samples;
  }

  /**
   * @param whole stays its caller's to close
   */
  public static SampleSubsetLoss of(LossFunction whole, SampleSubset subset) {
    return new SampleSubsetLoss(whole, subset.samples(), false);
  }

  @Override
  public int sampleCount() {
    return samples.length;
  }

  @Override
  Minibatch batch(Minibatch batch) {
    if (moved == null || moved.size() != batch.size()) {
      moved = Minibatch.ofSize(batch.size());
    }
    for (int i = 0; i < batch.size(); i++) {
      moved.setIndex(i, samples[batch.index(i)]);
    }
    return moved;
  }

  @Override
  public OptionalInt targetClass(int sample) {
    return whole().targetClass(samples[sample]);
  }

  @Override
  public LossFunction fork() {
    return new SampleSubsetLoss(whole().fork(), samples, true);
  }
}
