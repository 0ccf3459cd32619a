package io.basinwatch.tracker.domain;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a service measured of one checkpoint.
 *
 * @param standardError of the value; 0 where it is exact, empty where it is unknown
 * @param verdict ok | converged | not-converged | undefined | not-applicable | skipped
 * @param diagnostics the numbers among them
 * @param at when it was measured
 */
public record Estimate(
    String service,
    String statistic,
    String variant,
    long step,
    OptionalDouble value,
    OptionalDouble standardError,
    String verdict,
    Map<String, Double> diagnostics,
    Instant at) {

  String key() {
    return variant.isEmpty() ? statistic : statistic + "/" + variant;
  }

  /** Whether the checkpoint was left out: passed over, or the statistic has no meaning. */
  boolean isPassedOver() {
    return isSkipped() || verdict.equals("not-applicable");
  }

  boolean isSkipped() {
    return verdict.equals("skipped");
  }
}
