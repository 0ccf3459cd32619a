package io.basinwatch.statistics.sharpness;

import io.basinwatch.statistics.*;
import java.util.List;

public final class WorstCaseSharpness implements Statistic {
  private final String name;

  private WorstCaseSharpness(String name) {
    this.name = name;
  }

  public static WorstCaseSharpness plain() {
    return new WorstCaseSharpness("sharpness");
  }

  public static WorstCaseSharpness adaptive() {
    return new WorstCaseSharpness("adaptive-sharpness");
  }

  @Override
  public List<String> names() {
    return List.of(name);
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    return List.of(Estimate.of(name).undefined("not built yet"));
  }
}
