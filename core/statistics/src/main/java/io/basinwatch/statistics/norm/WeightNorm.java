package io.basinwatch.statistics.norm;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.util.List;

/** |w*|_2 over all parameters. */
public final class WeightNorm implements Statistic {

  @Override
  public List<String> names() {
    return List.of("weight-norm");
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    return List.of(
        Estimate.of("weight-norm")
            .number("parameters", problem.train().layout().size())
            .exact(problem.train().checkpoint().norm()));
  }
}
