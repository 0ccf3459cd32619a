package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.diagnostics.Chains;
import java.util.List;

/**
 * The mean of (w - w*) . grad U over draws, in units of the number of parameters: 1 under the
 * density exp(-U), whatever its shape (integration by parts). More shows chains that are hotter
 * than that: a step that passes a steep wall within flat surroundings gains more energy there than
 * friction takes, while the acceptance, a mean over places, stays high. Less shows chains that have
 * not spread.
 *
 * @param value of all draws
 * @param heat what minibatches add in directions that localization holds: the gradient-noise ratio
 * @param standardError NaN for too few draws
 */
record Virial(double value, double heat, double standardError) {
  private static final double MOST_ABOVE = 0.05;

  /** Directions that localization alone holds are slow, and add nothing to the value. */
  private static final double MOST_BELOW = 0.1;

  private static final double ERRORS = 2;

  static Virial of(List<ChainRun> chains, double heat) {
    Chains draws = new Chains(chains.stream().map(ChainRun::virials).toArray(double[][]::new));
    boolean few = draws.length() < Chains.FEWEST_DRAWS;
    return new Virial(draws.mean(), heat, few ? Double.NaN : draws.standardError());
  }

  boolean isHot() {
    return !(value - 1 - heat <= MOST_ABOVE + ERRORS * standardError);
  }

  boolean isCold() {
    return !(1 - value <= MOST_BELOW + ERRORS * standardError);
  }
}
