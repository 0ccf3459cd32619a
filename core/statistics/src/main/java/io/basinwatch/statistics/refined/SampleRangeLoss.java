package io.basinwatch.statistics.refined;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;

/** A loss over some of the probe's samples, one after the other. */
public final class SampleRangeLoss extends LossView {
  private final int from;
  private final int count;
  private Minibatch moved;

  private SampleRangeLoss(LossFunction whole, int from, int count, boolean owner) {
    super(whole, owner);
    this.from = from;
    this.count = count;
  }

  /**
   * @param whole stays its caller's to close
   * @param from first sample
   */
  public static SampleRangeLoss of(LossFunction whole, int from, int count) {
    return new SampleRangeLoss(whole, from, count, false);
  }

  @Override
  public int sampleCount() {
    return count;
  }

  @Override
  Minibatch batch(Minibatch batch) {
    if (moved == null || moved.size() != batch.size()) {
      moved = Minibatch.ofSize(batch.size());
    }
    for (int i = 0; i < batch.size(); i++) {
      moved.setIndex(i, from + batch.index(i));
    }
    return moved;
  }

  @Override
  public int targetClass(int sample) {
    return whole().targetClass(from + sample);
  }

  @Override
  public LossFunction fork() {
    return new SampleRangeLoss(whole().fork(), from, count, true);
  }
}
