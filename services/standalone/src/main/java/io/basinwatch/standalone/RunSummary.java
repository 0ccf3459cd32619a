package io.basinwatch.standalone;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What {@code demo --exit} prints of a run.
 *
 * @param run what the console says of it
 * @param newest results of its newest checkpoint by statistic
 * @param measuredAt when the last result was there
 */
record RunSummary(JsonNode run, Map<String, JsonNode> newest, Instant measuredAt) {
  /** Of a result: as {@code measure} has it. */
  private static final List<String> FIELDS =
      List.of("value", "standard_error", "verdict", "reason", "diagnostics", "settings");

  void print(OutputFormat format, PrintStream out) throws IOException {
    switch (format) {
      case json -> out.println(json());
      case table -> out.print(table());
    }
  }

  private String json() throws IOException {
    ObjectMapper mapper =
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    ObjectNode summary = mapper.createObjectNode();
    summary.put("run", run.path("id").asText());
    summary.put("checkpoints", run.path("checkpoints").path("measured").asInt());
    summary.put("measured_after_training_seconds", secondsAfterTraining());
    ObjectNode statistics = summary.putObject("statistics");
    newest.forEach(
        (statistic, result) -> {
          ObjectNode fields = statistics.putObject(statistic);
          FIELDS.forEach(field -> fields.set(field, result.path(field)));
        });
    return mapper.writeValueAsString(summary);
  }

  /** From the end of the training to the last result. */
  private double secondsAfterTraining() {
    Instant finished = Instant.parse(run.path("finished_at").asText());
    return Duration.between(finished, measuredAt).toMillis() / 1000.0;
  }

  private String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        "run %s: %d checkpoints measured, the last at step %d; measuring ended %.1f s after training%n"
            .formatted(
                run.path("id").asText(),
                run.path("checkpoints").path("measured").asInt(),
                run.path("last_step").asLong(),
                secondsAfterTraining()));
    ResultTable table = new ResultTable();
    newest.forEach(
        (statistic, result) ->
            table.add(
                statistic,
                ResultTable.number(result.path("value")),
                ResultTable.number(result.path("standard_error")),
                result.path("verdict").asText(),
                result.path("reason").asText()));
    return text.append(table).toString();
  }
}
