package io.basinwatch.statistics.loss;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.util.List;

/**
 * Mean loss over the held-out probe minus mean loss over the training probe; its standard error is
 * that of the difference of two independent means.
 */
public final class GeneralizationGap implements Statistic {

  @Override
  public List<String> names() {
    return List.of("generalization-gap");
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    EstimateBuilder estimate = Estimate.of("generalization-gap");
    if (problem.heldout().isEmpty()) {
      return List.of(estimate.notApplicable("the run has no held-out probe"));
    }
    ProbeLoss train = ProbeLoss.train(problem);
    ProbeLoss heldout = ProbeLoss.heldout(problem.heldout().get());
    return List.of(
        estimate
            .number("train-loss", train.mean())
            .number("heldout-loss", heldout.mean())
            .ok(
                heldout.mean() - train.mean(),
                Math.hypot(train.standardError(), heldout.standardError())));
  }
}
