package io.basinwatch.statistics.loss;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.util.ArrayList;
import java.util.List;

/**
 * L_n(w*): the mean loss over the training probe, and over the held-out probe where there is one.
 */
public final class MeanLoss implements Statistic {

  @Override
  public List<String> names() {
    return List.of("loss");
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(measure(problem.train(), ""));
    problem.heldout().ifPresent(heldout -> estimates.add(measure(heldout, "heldout")));
    return estimates;
  }

  private static Estimate measure(LossFunction loss, String variant) {
    return Estimate.of("loss", variant)
        .number("samples", loss.sampleCount())
        .exact(overProbe(loss));
  }

  /** L_n(w*) over the whole probe. */
  static double overProbe(LossFunction loss) {
    return loss.loss(loss.checkpoint(), Minibatch.whole(loss.sampleCount()));
  }
}
