package io.basinwatch.trainers;

import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.trainers.publish.ClaimCheck;
import io.basinwatch.trainers.publish.RunFiles;
import io.basinwatch.trainers.publish.RunProducer;
import io.basinwatch.trainers.publish.RunPublisher;
import io.basinwatch.v1.RunStarted;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** A job, trained and published from start to end. */
public final class TrainingRun {
  private static final int LONGEST_NAME = 60;

  private TrainingRun() {}

  /** An id for a run of that name, unique by the time; a name may be any text. */
  public static String newId(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9_-]+", "-");
    return safe.substring(0, Math.min(safe.length(), LONGEST_NAME))
        + DateTimeFormatter.ofPattern("-yyyyMMdd-HHmmss-SSS")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
  }

  /**
   * Trains a job on the calling thread.
   *
   * @throws CancellationException if the thread is interrupted; the run is then published as
   *     failed, as after any other exception
   */
  public static void execute(
      TrainingJob job, String runId, RunProducer producer, ClaimCheck claimCheck)
      throws IOException {
    RunPublisher publisher =
        RunPublisher.start(producer, claimCheck, facts(job, runId), files(job));
    try (Trainer trainer = new Trainer(job, publisher)) {
      trainer.train();
    } catch (RuntimeException e) {
      boolean interrupted = Thread.interrupted(); // The broker is still to hear of it.
      publisher.fail(String.valueOf(e.getMessage()));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
    publisher.finish();
  }

  private static RunStarted facts(TrainingJob job, String runId) {
    return RunStarted.newBuilder()
        .setRunId(runId)
        .setName(job.name())
        .setLoss(job.loss().label())
        .setDatasetSize(job.data().trainSize())
        .setOptimizer(job.optimizer().get().describe().setBatchSize(job.batchSize()))
        .setFramework("java " + Runtime.version().feature())
        .putLabels("seed", String.valueOf(job.seed()))
        .putAllSettings(job.settings())
        .build();
  }

  private static RunFiles files(TrainingJob job) {
    return new RunFiles(
        job.model(),
        Safetensors.write(job.data().train()),
        Optional.of(Safetensors.write(job.data().heldout())),
        Optional.of(Safetensors.write(job.initialWeights())));
  }
}
