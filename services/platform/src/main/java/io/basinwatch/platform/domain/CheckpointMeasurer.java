package io.basinwatch.platform.domain;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.platform.domain.StatisticRunner.Outcome;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Workers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Measures the statistics of one service on one checkpoint. */
public final class CheckpointMeasurer {

  /** Hears of a job's progress, on the thread that measures. */
  public interface Listener {
    void begin(Statistic statistic);

    void end(Statistic statistic, Outcome outcome);

    void result(Result result);
  }

  private final String service;
  private final List<Statistic> statistics;
  private final Settings settings;
  private final long baseSeed;
  private final BiFunction<Run, Checkpoint, ProblemInput> files;
  private final Workers workers;

  /**
   * @param settings of the service; a run's own win
   * @param files gets the files of a checkpoint
   */
  public CheckpointMeasurer(
      String service,
      List<Statistic> statistics,
      Settings settings,
      long baseSeed,
      BiFunction<Run, Checkpoint, ProblemInput> files,
      Workers workers) {
    this.service = service;
    this.statistics = List.copyOf(statistics);
    this.settings = settings;
    this.baseSeed = baseSeed;
    this.files = files;
    this.workers = workers;
  }

  /**
   * Gives the listener a result for every statistic that does not refuse.
   *
   * @throws InvalidInputException where the files cannot be used, or, after all others have been
   *     measured, where a statistic refuses its settings
   */
  public void measure(Run run, Checkpoint checkpoint, Listener listener) {
    long seed = RandomStream.seedFor(baseSeed, run.id(), checkpoint.step());
    Settings merged = merged(run.settings());
    InvalidInputException refusal = null;
    try (CompiledProblem compiled =
        CompiledProblem.of(files.apply(run, checkpoint), seed, workers, EngineOptions.DEFAULT)) {
      for (Statistic statistic : statistics) {
        Outcome outcome = measure(statistic, compiled.problem(), merged, listener);
        switch (outcome) {
          case Outcome.Measured(List<Estimate> estimates) ->
              publish(estimates, checkpoint, seed, listener);
          case Outcome.Failed(List<Estimate> estimates) ->
              publish(estimates, checkpoint, seed, listener);
          case Outcome.Refused(InvalidInputException reason) -> refusal = reason;
        }
      }
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private static Outcome measure(
      Statistic statistic, Problem problem, Settings settings, Listener listener) {
    listener.begin(statistic);
    Outcome outcome = StatisticRunner.run(statistic, problem, settings);
    listener.end(statistic, outcome);
    return outcome;
  }

  private void publish(
      List<Estimate> estimates, Checkpoint checkpoint, long seed, Listener listener) {
    for (Estimate estimate : estimates) {
      listener.result(new Result(service, checkpoint, seed, estimate));
    }
  }

  private Settings merged(Map<String, String> ofRun) {
    Map<String, String> values = new HashMap<>(settings.values());
    values.putAll(ofRun);
    return new Settings(values);
  }
}
