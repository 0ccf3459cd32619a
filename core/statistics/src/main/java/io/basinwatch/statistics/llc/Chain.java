package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.sampling.StepDiagnostics;
import java.util.Arrays;
import java.util.List;

/**
 * What one chain gave.
 *
 * @param burnInTrace (burn-in blocks), mean excess loss L(w) - L(w*) over as many steps as a draw's
 * @param draws (draws), the same after burn-in
 * @param quality of the step size at some of the draws
 * @param failure why the chain is dropped; empty for a good one
 * @param gradients calls of the gradient
 */
record Chain(
    double[] burnInTrace,
    double[] draws,
    List<StepDiagnostics.Quality> quality,
    String failure,
    long gradients) {

  boolean isGood() {
    return failure.isEmpty();
  }

  double mean() {
    return Arrays.stream(draws).average().orElseThrow();
  }
}
