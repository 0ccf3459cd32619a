package io.basinwatch.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.v1.Optimizer;
import io.basinwatch.v1.RunStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads {@code run.json}: {@code name}, {@code loss} and {@code dataset_size}; and where known
 * {@code ignore_index}, {@code labels}, {@code settings}, {@code framework} and {@code optimizer},
 * with fields as in the events.
 */
final class RunFacts {
  private final Path file;
  private final JsonNode json;

  private RunFacts(Path file, JsonNode json) {
    this.file = file;
    this.json = json;
  }

  /**
   * @throws InvalidInputException naming the field that is missing or wrong
   */
  static RunStarted read(Path file) throws IOException {
    try {
      return new RunFacts(file, new ObjectMapper().readTree(Files.readAllBytes(file))).facts();
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "%s: is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  private RunStarted facts() {
    RunStarted.Builder facts =
        RunStarted.newBuilder()
            .setName(text("name"))
            .setLoss(Loss.of(text("loss")).label())
            .setDatasetSize(wholeNumber("dataset_size"))
            .setFramework(json.path("framework").asText())
            .setOptimizer(optimizer(json.path("optimizer")));
    if (json.hasNonNull("ignore_index")) {
      facts.setIgnoreIndex(wholeNumber("ignore_index"));
    }
    json.path("labels")
        .properties()
        .forEach(e -> facts.putLabels(e.getKey(), e.getValue().asText()));
    json.path("settings")
        .properties()
        .forEach(e -> facts.putSettings(e.getKey(), e.getValue().asText()));
    return facts.build();
  }

  private static Optimizer optimizer(JsonNode json) {
    return Optimizer.newBuilder()
        .setName(json.path("name").asText())
        .setLearningRate(json.path("learning_rate").asDouble())
        .setMomentum(json.path("momentum").asDouble())
        .setWeightDecay(json.path("weight_decay").asDouble())
        .setBatchSize(json.path("batch_size").asInt())
        .build();
  }

  private String text(String field) {
    if (!json.path(field).isTextual() || json.path(field).asText().isBlank()) {
      throw new InvalidInputException("%s: field '%s' is not a text".formatted(file, field));
    }
    return json.path(field).asText();
  }

  private long wholeNumber(String field) {
    if (!json.path(field).canConvertToExactIntegral()) {
      throw new InvalidInputException(
          "%s: field '%s' is not a whole number".formatted(file, field));
    }
    return json.path(field).asLong();
  }
}
