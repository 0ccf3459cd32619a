package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Quadratics at n = 1000, default n beta and localization, whose LLC is known. */
final class Quadratics {
  static final double TEMPERATURE = 1000 / Math.log(1000);
  static final double LOCALIZATION = 20;

  private Quadratics() {}

  static double[] curvatures(int fast, double large, int slow, double small) {
    return DoubleStream.concat(
            DoubleStream.generate(() -> large).limit(fast),
            DoubleStream.generate(() -> small).limit(slow))
        .toArray();
  }

  static Problem quadratic(double... curvatures) {
    return Problems.of(AnalyticLoss.quadratic(curvatures, new double[curvatures.length]));
  }

  static double truth(double... curvatures) {
    return Arrays.stream(curvatures)
        .map(h -> TEMPERATURE * h / (TEMPERATURE * h + LOCALIZATION) / 2)
        .sum();
  }
}
