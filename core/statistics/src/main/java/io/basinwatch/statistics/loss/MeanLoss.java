package io.basinwatch.statistics.loss;

import io.basinwatch.engine.LossFunction;
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
    estimates.add(estimate("", problem.train(), ProbeLoss.train(problem)));
    problem
        .heldout()
        .ifPresent(loss -> estimates.add(estimate("heldout", loss, ProbeLoss.heldout(loss))));
    return estimates;
  }

  private static Estimate estimate(String variant, LossFunction loss, ProbeLoss found) {
    return Estimate.of("loss", variant)
        .number("samples", loss.sampleCount())
        .ok(found.mean(), found.standardError());
  }
}
