package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.*;
import java.util.List;

public final class LocalLearningCoefficient implements Statistic {
  @Override
  public List<String> names() {
    return List.of("llc");
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    return List.of(Estimate.of("llc").undefined("not built yet"));
  }
}
