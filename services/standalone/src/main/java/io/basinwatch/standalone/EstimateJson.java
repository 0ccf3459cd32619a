package io.basinwatch.standalone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Estimate.Diagnostic;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Estimates as one JSON object; numbers that are not finite are null. */
final class EstimateJson {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** Left out, so that equal input gives equal output. */
  private static final String ELAPSED = "seconds";

  private final JsonGenerator json;

  private EstimateJson(JsonGenerator json) {
    this.json = json;
  }

  /** {@code {"statistics": {"llc": {...}, ...}}}. */
  static String of(List<Estimate> estimates) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeObjectFieldStart("statistics");
      for (Estimate estimate : estimates) {
        json.writeFieldName(estimate.key());
        new EstimateJson(json).write(estimate);
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private void write(Estimate estimate) throws IOException {
    json.writeStartObject();
    json.writeFieldName("value");
    writeNumber(estimate.value());
    json.writeFieldName("standard_error");
    writeNumber(estimate.standardError());
    json.writeStringField("verdict", estimate.verdict().label());
    json.writeStringField("reason", estimate.reason());
    json.writeObjectFieldStart("diagnostics");
    for (Map.Entry<String, Diagnostic> diagnostic : estimate.diagnostics().entrySet()) {
      if (!diagnostic.getKey().equals(ELAPSED)) {
        json.writeFieldName(diagnostic.getKey());
        write(diagnostic.getValue());
      }
    }
    json.writeEndObject();
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> setting : estimate.settings().entrySet()) {
      json.writeFieldName(setting.getKey());
      writeSetting(setting.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void write(Diagnostic diagnostic) throws IOException {
    switch (diagnostic) {
      case Diagnostic.Number(double value) -> writeNumber(OptionalDouble.of(value));
      case Diagnostic.Text(String value) -> json.writeString(value);
      case Diagnostic.Series(double[] values) -> {
        json.writeStartArray();
        for (double value : values) {
          writeNumber(OptionalDouble.of(value));
        }
        json.writeEndArray();
      }
    }
  }

  private void writeNumber(OptionalDouble value) throws IOException {
    if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
      json.writeNull();
    } else {
      json.writeNumber(value.getAsDouble());
    }
  }

  /** Settings are text in events; here a number stays a number, digit by digit. */
  private void writeSetting(String value) throws IOException {
    if (NUMBER.matcher(value).matches()) {
      json.writeNumber(value);
    } else {
      json.writeString(value);
    }
  }
}
