package io.basinwatch.statistics.sharpness;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Rounding;

/** A rise of the loss as the value of an estimate. */
final class Rise {
  /** Three per cent of it are 3e-7, a rounding that is small whatever the value. */
  private static final double LEAST_RISE = 1e-5;

  private Rise() {}

  /** An amount as a part of the value, of the least rise where the value is smaller. */
  static double part(double amount, double value) {
    return amount / Math.max(LEAST_RISE, Math.abs(value));
  }

  /**
   * Ends the estimate. The loss at w* is subtracted from every other one, so no spread shows its
   * rounding.
   *
   * @param rounding of the loss at w*, in the value's unit
   */
  static Estimate end(
      EstimateBuilder estimate, double value, double standardError, double rounding) {
    return end(estimate, value, standardError, rounding, "");
  }

  /**
   * @param warning why the value has not converged even if rounding is small; empty for none
   */
  static Estimate end(
      EstimateBuilder estimate,
      double value,
      double standardError,
      double rounding,
      String warning) {
    double part = part(rounding, value);
    estimate.number("rounding-bias", part);
    String reason =
        part <= Rounding.MOST ? warning : "rounding of the loss may be more than 3 % of the value";
    return reason.isEmpty()
        ? estimate.ok(value, standardError)
        : estimate.notConverged(value, standardError, reason);
  }
}
