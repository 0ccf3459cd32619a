package io.basinwatch.console.domain;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.Map;

/**
 * One statistic of one checkpoint.
 *
 * @param value null where the verdict says that there is none
 * @param standardError of the value; 0 where it is exact, null where it is unknown
 * @param verdict ok | converged | not-converged | undefined | not-applicable | skipped
 * @param reason why the verdict is not ok or converged; else empty
 * @param seconds that the measurement took
 * @param measuredAt null where unknown
 * @param diagnostics what belongs to the value: numbers, texts and short series, by name
 * @param settings everything that the value depends on: numbers where they are, else texts
 */
@JsonNaming(SnakeCaseStrategy.class)
public record MeasurementPoint(
    long step,
    Double value,
    Double standardError,
    String verdict,
    String reason,
    long seed,
    double seconds,
    Instant measuredAt,
    Map<String, Object> diagnostics,
    Map<String, Object> settings) {

  /** The same with settings that another point holds already, where they are equal. */
  MeasurementPoint sharing(Map<String, Object> other) {
    return settings.equals(other)
        ? new MeasurementPoint(
            step,
            value,
            standardError,
            verdict,
            reason,
            seed,
            seconds,
            measuredAt,
            diagnostics,
            other)
        : this;
  }
}
