package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.statistics.posterior.Batches;
import io.basinwatch.statistics.posterior.SampleMoments;
import java.util.List;

/** What one chain sees of a probe: the losses of its samples at some of the draws. */
final class Observer {
  private final int samples;
  private final Batches batches;

  /**
   * @param chains that see it
   */
  Observer(int samples, int chains) {
    this.samples = samples;
    this.batches = new Batches(samples, chains);
  }

  void see(LossFunction loss, ParameterVector w) {
    double[] losses = new double[samples];
    loss.sampleLosses(w, Minibatch.whole(samples), losses);
    batches.add(losses);
  }

  List<SampleMoments> batches() {
    return batches.all();
  }
}
