package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import java.util.List;

/**
 * The mean of (w - w*) . grad U over places of the chains, in units of the number of parameters d:
 * 1 under the density exp(-U), whatever its shape (integration by parts). It shows chains that are
 * hotter than that: a step that passes a steep wall within flat surroundings gains more energy
 * there than friction takes, while the acceptance, a mean over places, stays high.
 *
 * @param value of all places
 * @param most that a chain at the right temperature has
 */
record Virial(double value, double most) {
  /** Above 1, what may come from minibatches and steps whose biases are known otherwise. */
  private static final double KNOWN_HEAT = 0.1;

  /** Standard errors of a Gaussian's virial, whose variance is 2 d. */
  private static final double ERRORS = 5;

  static Virial of(List<ChainRun> chains, int parameters) {
    List<Quality> places = chains.stream().flatMap(chain -> chain.quality().stream()).toList();
    double mean = places.stream().mapToDouble(Quality::virial).average().orElse(Double.NaN);
    double error = Math.sqrt(2.0 / parameters / places.size());
    return new Virial(mean / parameters, 1 + KNOWN_HEAT + ERRORS * error);
  }

  boolean isHot() {
    return !(value <= most);
  }
}
