package io.basinwatch.statistics;

import java.util.Collections;
import java.util.LinkedHashMap;
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

  public Estimate {
    diagnostics = Collections.unmodifiableMap(new LinkedHashMap<>(diagnostics));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Starts an estimate, and the clock for its seconds. */
  public static EstimateBuilder of(String statistic) {
    return new EstimateBuilder(statistic, "");
  }

  /** The same for one of several values of a statistic. */
  public static EstimateBuilder of(String statistic, String variant) {
    return new EstimateBuilder(statistic, variant);
  }

  /**
   * {@code statistic}, or {@code statistic/variant}: the key of an estimate within a checkpoint.
   */
  public String key() {
    return variant.isEmpty() ? statistic : statistic + "/" + variant;
  }

  /** A numeric diagnostic by name. */
  public OptionalDouble number(String name) {
    return diagnostics.get(name) instanceof Diagnostic.Number(double number)
        ? OptionalDouble.of(number)
        : OptionalDouble.empty();
  }
}
