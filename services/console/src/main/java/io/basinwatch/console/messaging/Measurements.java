package io.basinwatch.console.messaging;

import io.basinwatch.console.domain.Event;
import io.basinwatch.console.domain.MeasurementPoint;
import io.basinwatch.console.domain.Numbers;
import io.basinwatch.v1.Diagnostic;
import io.basinwatch.v1.Measurement;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads records of basinwatch.measurements. */
final class Measurements {
  /** Longer series (per-chain values fit, histograms may not) are left out of the views. */
  private static final int LONGEST_SERIES = 64;

  private Measurements() {}

  static Event measured(Measurement measurement) {
    var point =
        new MeasurementPoint(
            measurement.getStep(),
            measurement.hasValue() ? Numbers.finite(measurement.getValue()) : null,
            measurement.hasStandardError() ? Numbers.finite(measurement.getStandardError()) : null,
            verdict(measurement.getVerdict()),
            measurement.getReason(),
            measurement.getSeed(),
            measurement.getSeconds(),
            measurement.hasMeasuredAt() ? Times.instant(measurement.getMeasuredAt()) : null,
            diagnostics(measurement.getDiagnosticsMap()));
    return new Event.Measured(
        measurement.getRunId(),
        measurement.getService(),
        measurement.getStatistic(),
        measurement.getVariant(),
        point);
  }

  private static String verdict(Measurement.Verdict verdict) {
    return verdict.name().replaceFirst("^VERDICT_", "").toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Object> diagnostics(Map<String, Diagnostic> diagnostics) {
    var selected = new TreeMap<String, Object>();
    diagnostics.forEach(
        (name, diagnostic) -> {
          switch (diagnostic.getKindCase()) {
            case NUMBER -> selected.put(name, Numbers.finite(diagnostic.getNumber()));
            case TEXT -> selected.put(name, diagnostic.getText());
            case SERIES -> {
              if (diagnostic.getSeries().getValuesCount() <= LONGEST_SERIES) {
                selected.put(
                    name,
                    diagnostic.getSeries().getValuesList().stream().map(Numbers::finite).toList());
              }
            }
            case KIND_NOT_SET -> selected.put(name, null);
          }
        });
    return selected;
  }
}
