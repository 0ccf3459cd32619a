package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.List;

/** How often the 95 % interval of a measurement from default settings holds the truth. */
final class Coverage {
  private static final double TWO_SIDED_95 = 1.96;
  private static final double[] CURVATURES = {0.5, 1, 1, 2, 4};
  private static final int SAMPLES = 1024;
  private static final double SPREAD = 0.02; // of the samples' minima

  private Coverage() {}

  /**
   * A model with its truth.
   *
   * @param reference golden values of {@link DefaultSettingsTest}; a formula for the last one
   */
  record Model(String name, LossFunction loss, double reference) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Model> models() {
    return List.of(
        golden("linear:1:5-3-5", 6.926),
        golden("linear:3:4-3-8", 13.318),
        golden("linear:2:3-3-3-3", 3.996),
        new Model("noisy quadratic", noisyQuadratic(), quadraticTruth()));
  }

  private static Model golden(String name, double reference) {
    return new Model(name, DefaultSettings.loss(name), reference);
  }

  private static LossFunction noisyQuadratic() {
    double[] spread = new double[CURVATURES.length];
    Arrays.fill(spread, SPREAD);
    return AnalyticLoss.scattered(CURVATURES, spread, SAMPLES);
  }

  private static double quadraticTruth() {
    double t = DefaultSettings.DATASET_SIZE / Math.log(DefaultSettings.DATASET_SIZE);
    return Arrays.stream(CURVATURES).map(h -> t * h / (2 * (t * h + 20))).sum();
  }

  /** Seeds from the first on whose interval holds the truth. */
  static int holding(Model model, long first, int seeds) {
    int count = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      Estimate llc = Problems.measure("llc", DefaultSettings.problem(model.loss(), seed));
      double distance = Math.abs(llc.value().orElseThrow() - model.reference());
      count += distance <= TWO_SIDED_95 * llc.standardError().orElseThrow() ? 1 : 0;
    }
    return count;
  }
}
