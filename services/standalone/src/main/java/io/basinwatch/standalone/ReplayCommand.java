package io.basinwatch.standalone;

import io.basinwatch.trainers.TrainingRun;
import io.basinwatch.trainers.publish.ClaimCheck;
import io.basinwatch.trainers.publish.RunProducer;
import io.basinwatch.trainers.publish.UndeliveredException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes what another program saved, as if it were being trained. */
@Command(
    name = "replay",
    description = "Publishes a folder of saved checkpoints as a run.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description =
          "Holds run.json, model.onnx, train-probe.safetensors and checkpoints/STEP.safetensors;"
              + " services/standalone/README.md says more.")
  private Path folder;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:9092",
      description = "The broker (default ${DEFAULT-VALUE}).")
  private String kafka;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Store for large files, shared with the services (default: that of up).")
  private Path store = Home.ofUser().store();

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Id of the run (default: its name and the time).")
  private String runId;

  @Override
  public Integer call() throws IOException {
    SavedRun run = SavedRun.read(folder);
    String id = runId == null ? TrainingRun.newId(run.facts().getName()) : runId;
    try (RunProducer producer = RunProducer.connect(kafka)) {
      int checkpoints = run.publish(id, producer, new ClaimCheck(store));
      System.out.printf("published run %s: %d checkpoints%n", id, checkpoints);
    } catch (UndeliveredException e) {
      throw new CommandFailedException(
          "Kafka at %s does not take events; start it with ./basinwatch up or give --kafka (%s)"
              .formatted(kafka, e.getCause().getMessage()),
          e);
    }
    return 0;
  }
}
