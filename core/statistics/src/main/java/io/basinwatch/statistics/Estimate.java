package io.basinwatch.statistics;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one statistic says of one checkpoint.
 *
 * @param statistic its name, as in docs/measures
 * @param variant tells several values of one statistic apart; empty for the only one
 * @param value empty where the verdict says that there is none
 * @param standardError of the value; 0 where it is exact, empty where it is unknown
 * @param reason why the verdict is not OK or CONVERGED, in one line; else empty
 * @param diagnostics what belongs to the value, by name, in the order to show
 * @param settings everything that the value depends on, defaults included
 * @param seconds that the measurement took
 */
public record Estimate(
    String statistic,
    String variant,
    OptionalDouble value,
    OptionalDouble standardError,
    Verdict verdict,
    String reason,
    Map<String, Diagnostic> diagnostics,
    Map<String, String> settings,
    double seconds) {

  /** A part of an estimate. */
  public sealed interface Diagnostic {
    record Number(double value) implements Diagnostic {}

    record Series(double[] values) implements Diagnostic {}

    record Text(String value) implements Diagnostic {}
  }
}
