package io.basinwatch.statistics.llc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The loss along chains, burn-in included. */
final class Trace {
  private static final int POINTS = 100;

  private final List<ChainRun> chains;
  private final double lossAtCheckpoint;

  /**
   * @param chains of the same length, at least one
   */
  Trace(List<ChainRun> chains, double lossAtCheckpoint) {
    this.chains = chains;
    this.lossAtCheckpoint = lossAtCheckpoint;
  }

  /** L_n(w), mean over chains, from the first step to the last in at most 100 points. */
  double[] points() {
    List<double[]> burnIn = chains.stream().map(ChainRun::burnInTrace).toList();
    List<double[]> draws = chains.stream().map(ChainRun::draws).toList();
    List<Double> blocks = new ArrayList<>();
    for (int b = 0; b < burnIn.getFirst().length; b++) {
      int block = b;
      blocks.add(mean(burnIn, chain -> chain[block]));
    }
    for (int d = 0; d < draws.getFirst().length; d++) {
      int draw = d;
      blocks.add(mean(draws, chain -> chain[draw]));
    }
    return thinned(blocks);
  }

  private double mean(List<double[]> chains, ToDoubleFunction<double[]> part) {
    return lossAtCheckpoint + chains.stream().mapToDouble(part).average().orElseThrow();
  }

  private static double[] thinned(List<Double> blocks) {
    int points = Math.min(POINTS, blocks.size());
    double[] means = new double[points];
    for (int p = 0; p < points; p++) {
      int from = p * blocks.size() / points;
      int to = (p + 1) * blocks.size() / points;
      means[p] =
          blocks.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
    return means;
  }
}
