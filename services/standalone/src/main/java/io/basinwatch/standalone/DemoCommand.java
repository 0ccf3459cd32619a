package io.basinwatch.standalone;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.trainers.TrainingJob;
import io.basinwatch.trainers.TrainingRun;
import io.basinwatch.trainers.jobs.Jobs;
import io.basinwatch.trainers.publish.ClaimCheck;
import io.basinwatch.trainers.publish.RunProducer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything in one JVM, and a small training run to watch. */
@Command(
    name = "demo",
    description = "Starts everything in one JVM and trains a small network to watch.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  /** Names of the jobs, for picocli. */
  static final class JobNames extends ArrayList<String> {
    JobNames() {
      super(Jobs.names());
    }
  }

  @Mixin private ServerOptions options;

  @Option(
      names = "--job",
      paramLabel = "JOB",
      defaultValue = "digits",
      completionCandidates = JobNames.class,
      description = "What to train: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private String jobName;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "0",
      description = "Seed of initial weights and minibatches (default ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--exit", description = "Stop when the run is fully measured; print a summary.")
  private boolean exit;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "900",
      description = "With --exit: give up after this time (default ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  @Option(
      names = "--output",
      defaultValue = "table",
      description = "Form of the summary: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
  private OutputFormat output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    TrainingJob job =
        Jobs.byName(jobName, seed)
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "job '%s' is unknown; known: %s"
                            .formatted(jobName, String.join(", ", Jobs.names()))));
    Home home = Home.ofUser();
    try (Server server = Server.start(home, options)) {
      String runId = TrainingRun.newId(job.name());
      System.err.printf("watch it on %s/#/runs/%s%n", options.url(), runId);
      train(job, runId, server, home);
      if (exit) {
        summarise(runId, server);
      } else {
        server.awaitStop();
      }
    } catch (CancellationException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
    return 0;
  }

  private static void train(TrainingJob job, String runId, Server server, Home home)
      throws IOException {
    try (RunProducer producer = RunProducer.connect(server.bootstrapServers())) {
      TrainingRun.execute(job, runId, producer, new ClaimCheck(home.store()));
    }
  }

  private void summarise(String runId, Server server) throws IOException, InterruptedException {
    try (ConsoleClient console = new ConsoleClient(options.url())) {
      MeasuredRun run = new MeasuredRun(console, runId);
      run.await(Duration.ofSeconds(timeoutSeconds), server::awaitStop);
      new RunSummary(run.facts(), run.newestMeasurements(), run.measuredAt())
          .print(output, System.out);
    }
  }
}
