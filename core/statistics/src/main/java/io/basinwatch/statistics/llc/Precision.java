package io.basinwatch.statistics.llc;

import java.util.Locale;
import java.util.Optional;

/** Whether a standard error lets its value be read. */
final class Precision {
  /** An error that is small whatever the value. */
  static final double SMALL_ERROR = 0.001;

  private static final double MOST_ERROR = 0.1; // as a part of the value

  /** Early errors rest on few independent draws, and are looked at again and again. */
  private static final double ERRORS_OF_CHANCE = 3;

  private Precision() {}

  /** By more than chance. */
  static boolean isBelowZero(double value, double error) {
    return value + ERRORS_OF_CHANCE * error < 0;
  }

  /** What to say of a value that its error hides, or that chance may have put below 0. */
  static Optional<String> warning(double value, double error) {
    if (error > Math.max(SMALL_ERROR, MOST_ERROR * Math.abs(value))) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "standard error %.2g is %.0f %% of the value: take more draws or a larger budget",
              error,
              100 * error / Math.abs(value)));
    }
    return value < 0
        ? Optional.of("the value is negative, if by no more than its error allows")
        : Optional.empty();
  }
}
