package io.basinwatch.statistics.norm;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.util.List;

/** |w* - w0|_2 over all parameters. */
public final class DistanceFromInitialization implements Statistic {

  @Override
  public List<String> names() {
    return List.of("distance-from-initialization");
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    EstimateBuilder estimate = Estimate.of("distance-from-initialization");
    if (problem.initial().isEmpty()) {
      return List.of(estimate.notApplicable("the run has no initial weights"));
    }
    ParameterVector initial = problem.initial().get();
    ParameterVector checkpoint = problem.train().checkpoint();
    if (initial.size() != checkpoint.size()) {
      throw new InvalidInputException(
          "initial weights have %d parameters, the checkpoint has %d"
              .formatted(initial.size(), checkpoint.size()));
    }
    return List.of(estimate.exact(Math.sqrt(checkpoint.squaredDistance(initial))));
  }
}
