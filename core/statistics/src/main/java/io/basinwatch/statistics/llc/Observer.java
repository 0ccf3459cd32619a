package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.statistics.posterior.Batches;
import io.basinwatch.statistics.posterior.SampleMoments;
import java.util.List;

/** What one chain sees of a probe: the losses of its samples at some of the draws. */
final class Observer {
  private final Batches batches;
  private final Minibatch whole;
  private final double[] losses; // (samples)

  Observer(int samples) {
    this.batches = new Batches(samples);
    this.whole = Minibatch.whole(samples);
    this.losses = new double[samples];
  }

  void see(LossFunction loss, ParameterVector w) {
    loss.sampleLosses(w, whole, losses);
    batches.add(losses);
  }

  List<SampleMoments> batches() {
    return batches.all();
  }
}
