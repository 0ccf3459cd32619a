package io.basinwatch.console.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.console.domain.Event;
import io.basinwatch.console.domain.MeasurementPoint;
import io.basinwatch.console.domain.Numbers;
import io.basinwatch.platform.messaging.EventFields;
import io.basinwatch.v1.Diagnostic;
import io.basinwatch.v1.Measurement;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads records of basinwatch.measurements. */
final class Measurements {
  /** Longer series (per-chain values fit, histograms may not) are left out of the views. */
  private static final int LONGEST_SERIES = 32;

  /** As JSON has it; short, so that no exponent of a setting can ask for endless digits. */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?([eE][-+]?\\d{1,2})?");

  private Measurements() {}

  static Event measured(Measurement measurement) throws InvalidProtocolBufferException {
    var point =
        new MeasurementPoint(
            measurement.getStep(),
            measurement.hasValue() ? Numbers.finite(measurement.getValue()) : null,
            measurement.hasStandardError() ? Numbers.finite(measurement.getStandardError()) : null,
            EventFields.label(measurement.getVerdict()),
            measurement.getReason(),
            measurement.getSeed(),
            measurement.getSeconds(),
            measurement.hasMeasuredAt() ? EventFields.instant(measurement.getMeasuredAt()) : null,
            diagnostics(measurement.getDiagnosticsMap()),
            settings(measurement.getSettingsMap()));
    return new Event.Measured(
        EventFields.runId(measurement.getRunId()),
        measurement.getService(),
        EventFields.statistic(measurement.getStatistic()),
        measurement.getVariant(),
        point);
  }

  private static Map<String, Object> settings(Map<String, String> texts) {
    var settings = new TreeMap<String, Object>();
    texts.forEach(
        (name, text) ->
            settings.put(name, NUMBER.matcher(text).matches() ? new BigDecimal(text) : text));
    return settings;
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
