package io.basinwatch.statistics.sharpness;

import io.basinwatch.statistics.*;
import java.util.List;

public final class AverageSharpness implements Statistic {
  private final String name;

  private AverageSharpness(String name) {
    this.name = name;
  }

  public static AverageSharpness plain() {
    return new AverageSharpness("average-sharpness");
  }

  public static AverageSharpness adaptive() {
    return new AverageSharpness("adaptive-average-sharpness");
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
