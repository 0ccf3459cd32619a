package io.basinwatch.statistics.sharpness;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.EstimateBuilder;
import io.basinwatch.statistics.Rounding;

/** A rise of the loss as the value of an estimate. */
final class Rise {
  /** Three per cent of it are 3e-7, a rounding that is small whatever the value. */
  private static final double LEAST_RISE = 1e-5;

  private Rise() {}

  /**
   * Ends the estimate. The loss at w* is subtracted from every other one, so no spread shows its
   * rounding.
   *
   * @param rounding of the loss at w*, in the value's unit
   */
  static Estimate end(
      EstimateBuilder estimate, double value, double standardError, double rounding) {
    double part = rounding / Math.max(LEAST_RISE, Math.abs(value));
    estimate.number("rounding-bias", part);
    return part <= Rounding.MOST
        ? estimate.ok(value, standardError)
        : estimate.notConverged(
            value, standardError, "rounding of the loss may be more than 3 % of the value");
  }
}
