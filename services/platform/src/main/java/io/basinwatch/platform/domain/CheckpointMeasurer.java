package io.basinwatch.platform.domain;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.platform.domain.StatisticRunner.Outcome;
import io.basinwatch.statistics.Estimate;
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

    /**
     * @param share of the statistic's work that is done
     */
    void progress(Statistic statistic, double share);

    void result(Result result);

    void end(Statistic statistic, Outcome outcome);
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
        listener.begin(statistic);
        Outcome outcome =
            StatisticRunner.run(
                statistic,
                compiled.problem(),
                merged,
                publishing(statistic, checkpoint, seed, listener));
        listener.end(statistic, outcome);
        if (outcome instanceof Outcome.Refused(InvalidInputException reason)) {
          refusal = reason;
        }
      }
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private Statistic.Listener publishing(
      Statistic statistic, Checkpoint checkpoint, long seed, Listener listener) {
    return new Statistic.Listener() {
      @Override
      public void known(Estimate estimate) {
        listener.result(new Result(service, checkpoint, seed, estimate));
      }

      @Override
      public void progress(double share) {
        listener.progress(statistic, share);
      }
    };
  }

  private Settings merged(Map<String, String> ofRun) {
    Map<String, String> values = new HashMap<>(settings.values());
    values.putAll(ofRun);
    return new Settings(values);
  }
}
