package io.basinwatch.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.basinwatch.statistics.Statistics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A run whose measurements are awaited. */
final class MeasuredRun {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Comparator<String> ORDER =
      Comparator.comparing((String key) -> Statistics.names().indexOf(key.split("/")[0]))
          .thenComparing(Comparator.naturalOrder());

  private final ConsoleClient console;
  private final String runId;

  MeasuredRun(ConsoleClient console, String runId) {
    this.console = console;
    this.runId = runId;
  }

  /** Waits between two questions; says whether there is nobody left to ask. */
  interface Pause {
    boolean await(Duration time) throws InterruptedException;
  }

  /**
   * Returns when every service has settled every checkpoint.
   *
   * @throws CommandFailedException after the deadline, saying what is missing
   */
  void await(Duration patience, Pause pause) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    try (Progress progress = Progress.onTerminal()) {
      Optional<JsonNode> run = find();
      while (run.isEmpty() || !run.get().path("fully_measured").asBoolean()) {
        if (pause.await(INTERVAL)) {
          throw new CommandFailedException("the services stopped before the run was measured");
        }
        if (Instant.now().isAfter(deadline)) {
          throw new CommandFailedException(
              "not measured after %d s: %s".formatted(patience.toSeconds(), missing(run)));
        }
        run = find();
        run.ifPresent(facts -> progress.show(describe(facts)));
      }
    }
  }

  private Optional<JsonNode> find() throws IOException, InterruptedException {
    return console.get("/runs/" + runId);
  }

  private static String describe(JsonNode run) {
    JsonNode checkpoints = run.path("checkpoints");
    return "%d of %d checkpoints measured"
        .formatted(checkpoints.path("measured").asInt(), checkpoints.path("published").asInt());
  }

  private String missing(Optional<JsonNode> run) {
    if (run.isEmpty()) {
      return "the console does not know run " + runId;
    }
    int published = run.get().path("checkpoints").path("published").asInt();
    return StreamSupport.stream(run.get().path("services").spliterator(), false)
        .filter(service -> service.path("measured").asInt() < published)
        .map(
            service ->
                "%s has measured %d of %d checkpoints"
                    .formatted(
                        service.path("service").asText(),
                        service.path("measured").asInt(),
                        published))
        .collect(Collectors.joining(", "));
  }

  /** What the console says of the run. */
  JsonNode facts() throws IOException, InterruptedException {
    return find().orElseThrow(() -> new CommandFailedException("the console lost run " + runId));
  }

  /**
   * Results of the newest checkpoint by statistic, in the order in which {@code measure} has them.
   */
  Map<String, JsonNode> newestMeasurements() throws IOException, InterruptedException {
    Map<String, JsonNode> newest = new TreeMap<>(ORDER);
    for (Map.Entry<String, JsonNode> statistic : measurements().properties()) {
      StreamSupport.stream(statistic.getValue().spliterator(), false)
          .reduce((a, b) -> a.path("step").asLong() > b.path("step").asLong() ? a : b)
          .ifPresent(result -> newest.put(statistic.getKey(), result));
    }
    return newest;
  }

  /** When the last of the results was there. */
  Instant measuredAt() throws IOException, InterruptedException {
    return measurements().findValues("measured_at").stream()
        .map(time -> Instant.parse(time.asText()))
        .max(Comparator.naturalOrder())
        .orElseThrow(() -> new CommandFailedException("run " + runId + " has no measurement"));
  }

  private JsonNode measurements() throws IOException, InterruptedException {
    return console
        .get("/runs/" + runId + "/measurements")
        .orElseThrow(() -> new CommandFailedException("the console lost run " + runId));
  }
}
