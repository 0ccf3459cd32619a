package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.posterior.PosteriorLosses;
import io.basinwatch.statistics.posterior.SampleMoments;
import java.util.List;

/**
 * What a probe of m of the n samples takes from the LLC. w* is the minimum over all n; over the
 * probe there is a gradient left, of covariance C (1/m - 1/n) where C is that of single samples'
 * gradients, and chains go down along it. On a quadratic with Hessian H the LLC is smaller by
 *
 * <p>(1/m - 1/n) t^2 tr C (A^-1 - t A^-1 H A^-1 / 2), with t = n beta and A = t H + gamma,
 *
 * <p>on average over probes. The singular fluctuation being nu = (t/2) tr C A^-1, that is t (1/m -
 * 1/n) nu where the loss holds w, and up to twice as much where localization does.
 *
 * @param samples m
 * @param datasetSize n
 * @param lost t (1/m - 1/n) nu; NaN where nothing is known of how samples vary
 */
record ProbeBias(int samples, long datasetSize, double lost) {

  /**
   * @param t n beta
   * @param losses of single samples
   */
  static ProbeBias of(int samples, long datasetSize, double t, List<SampleMoments> losses) {
    double nu = PosteriorLosses.of(SampleMoments.merged(losses)).singularFluctuation(t);
    return of(samples, datasetSize, t, samples == 1 ? Double.NaN : nu);
  }

  /**
   * @param t n beta
   * @param nu singular fluctuation
   */
  static ProbeBias of(int samples, long datasetSize, double t, double nu) {
    return new ProbeBias(samples, datasetSize, t * (1.0 / samples - 1.0 / datasetSize) * nu);
  }

  /** As a part of the LLC of all n samples. */
  double part(double llc) {
    return Part.of(lost, llc + lost);
  }

  /** Whether it takes too much from the value, which may be below 0 for it. */
  boolean isWarning(double llc) {
    return part(llc) > Convergence.MOST_BIAS && llc + 2 * lost >= 0;
  }
}
