package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.testing.Problems;
import java.util.List;

/**
 * How often the 95 % interval of a measurement from default settings holds the value of a long run:
 * {@code main} prints it for three models over 200 seeds each. Printed on 2026-11-28: 184, 190,
 * 185.
 */
final class Coverage {
  private static final double TWO_SIDED_95 = 1.96;

  private Coverage() {}

  /**
   * A model with its golden value.
   *
   * @param name as {@link DefaultSettings#loss} has it
   */
  record Model(String name, double reference) {}

  static final List<Model> MODELS =
      List.of(
          new Model("linear:1:5-3-5", 6.926),
          new Model("linear:3:4-3-8", 13.318),
          new Model("linear:2:3-3-3-3", 3.996));

  /** Seeds from the first on whose interval holds the reference. */
  static int holding(Model model, int first, int seeds) {
    LossFunction loss = DefaultSettings.loss(model.name());
    int count = 0;
    for (int seed = first; seed < first + seeds; seed++) {
      Estimate llc = Problems.measure("llc", DefaultSettings.problem(loss, seed));
      double distance = Math.abs(llc.value().orElseThrow() - model.reference());
      count += distance <= TWO_SIDED_95 * llc.standardError().orElseThrow() ? 1 : 0;
    }
    return count;
  }

  public static void main(String[] arguments) {
    for (Model model : MODELS) {
      System.out.printf("%s: %d of 200%n", model.name(), holding(model, 1000, 200));
    }
  }
}
