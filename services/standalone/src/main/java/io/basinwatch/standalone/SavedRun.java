package io.basinwatch.standalone;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.trainers.publish.ClaimCheck;
import io.basinwatch.trainers.publish.RunFiles;
import io.basinwatch.trainers.publish.RunProducer;
import io.basinwatch.trainers.publish.RunPublisher;
import io.basinwatch.v1.RunStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run in a folder: {@code run.json} with its facts, {@code model.onnx}, {@code
 * train-probe.safetensors}, {@code checkpoints/STEP.safetensors}, and where there are such {@code
 * heldout-probe.safetensors}, {@code initial-weights.safetensors} and {@code losses.csv}.
 */
final class SavedRun {
  private static final Pattern CHECKPOINT = Pattern.compile("(?:.*[^0-9])?([0-9]+)\\.safetensors");
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  private final Path folder;
  private final RunStarted facts;
  private final NavigableMap<Long, Path> checkpoints;
  private final SavedLosses losses;

  private SavedRun(
      Path folder, RunStarted facts, NavigableMap<Long, Path> checkpoints, SavedLosses losses) {
    this.folder = folder;
    this.facts = facts;
    this.checkpoints = checkpoints;
    this.losses = losses;
  }

  /**
   * @throws InvalidInputException if the folder does not hold a run
   */
  static SavedRun read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(folder + ": no such folder");
    }
    NavigableMap<Long, Path> checkpoints = checkpoints(folder.resolve("checkpoints"));
    RunStarted facts = RunFacts.read(required(folder, "run.json"));
    required(folder, "model.onnx");
    required(folder, "train-probe.safetensors");
    SavedLosses losses = SavedLosses.read(folder.resolve("losses.csv"));
    return new SavedRun(folder, facts, checkpoints, losses);
  }

  private static NavigableMap<Long, Path> checkpoints(Path folder) throws IOException {
    NavigableMap<Long, Path> steps = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder).sorted()) {
        files.forEach(file -> addCheckpoint(file, steps));
      }
    }
    if (steps.isEmpty()) {
      throw new InvalidInputException(folder + ": holds no STEP.safetensors");
    }
    return steps;
  }

  private static void addCheckpoint(Path file, NavigableMap<Long, Path> steps) {
    Matcher name = CHECKPOINT.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return;
    }
    Path other = steps.put(step(file, name.group(1)), file);
    if (other != null) {
      throw new InvalidInputException(
          "%s: has the same step as %s".formatted(file, other.getFileName()));
    }
  }

  private static long step(Path file, String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(file + ": its step is beyond 64 bits", e);
    }
  }

  private static Path required(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": no such file");
    }
    return file;
  }

  /** What {@code run.json} says. */
  RunStarted facts() {
    return facts;
  }

  /** Publishes the run from start to end, losses before the checkpoints that they led to. */
  int publish(String runId, RunProducer producer, ClaimCheck claimCheck) throws IOException {
    if (!RUN_ID.matcher(runId).matches()) {
      throw new InvalidInputException(
          "run id '%s' is not made of 1 to 100 of A-Z a-z 0-9 . _ -, or starts with . or -"
              .formatted(runId));
    }
    RunStarted started = facts.toBuilder().setRunId(runId).build();
    RunPublisher publisher = RunPublisher.start(producer, claimCheck, started, files());
    for (Map.Entry<Long, Path> checkpoint : checkpoints.entrySet()) {
      long step = checkpoint.getKey();
      losses.publishUpTo(step, publisher);
      publisher.checkpoint(
          step,
          step * started.getOptimizer().getBatchSize(),
          Files.readAllBytes(checkpoint.getValue()));
    }
    losses.publishUpTo(Long.MAX_VALUE, publisher);
    publisher.finish();
    return checkpoints.size();
  }

  private RunFiles files() throws IOException {
    Optional<byte[]> initial = optional(folder.resolve("initial-weights.safetensors"));
    if (initial.isEmpty() && checkpoints.containsKey(0L)) {
      initial = optional(checkpoints.get(0L));
    }
    return new RunFiles(
        Files.readAllBytes(folder.resolve("model.onnx")),
        Files.readAllBytes(folder.resolve("train-probe.safetensors")),
        optional(folder.resolve("heldout-probe.safetensors")),
        initial);
  }

  private static Optional<byte[]> optional(Path file) throws IOException {
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }
}
