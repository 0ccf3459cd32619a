package io.basinwatch.statistics.llc;

import java.util.Locale;
import java.util.Optional;

/** Whether a standard error is small beside its value. */
final class Precision {
  /** An error that is small whatever the value. */
  static final double SMALL_ERROR = 0.001;

  private static final double MOST_ERROR = 0.1; // as a part of the value

  private Precision() {}

  /** What to say of an error that is not. */
  static Optional<String> warning(String statistic, double value, double error) {
    return error > Math.max(SMALL_ERROR, MOST_ERROR * Math.abs(value))
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "standard error %.2g of %s is %.0f %% of it: take more draws or a larger budget",
                error,
                statistic,
                100 * error / Math.abs(value)))
        : Optional.empty();
  }
}
