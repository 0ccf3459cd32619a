package io.basinwatch.platform.domain;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Measures one statistic so that its failure stays its own. */
public final class StatisticRunner {
  private static final Logger LOG = System.getLogger(StatisticRunner.class.getName());

  private StatisticRunner() {}

  /** What came of one statistic. */
  public sealed interface Outcome {
    /** It gave its estimates. */
    record Measured(List<Estimate> estimates) implements Outcome {}

    /** It failed in a way that no input should bring about; its estimates are `undefined`. */
    record Failed(List<Estimate> estimates) implements Outcome {}

    /** It refused its settings or the input. */
    record Refused(InvalidInputException reason) implements Outcome {}
  }

  /**
   * @throws CancellationException where the thread was interrupted
   */
  public static Outcome run(Statistic statistic, Problem problem, Settings settings) {
    try {
      return new Outcome.Measured(statistic.measure(problem, settings));
    } catch (InvalidInputException e) {
      return new Outcome.Refused(e);
    } catch (RuntimeException | StackOverflowError e) {
      if (Thread.currentThread().isInterrupted()) {
        throw cancelled(e);
      }
      LOG.log(Level.ERROR, "statistic " + statistic.names() + " failed", e);
      return new Outcome.Failed(undefined(statistic, "the computation failed: " + e));
    }
  }

  private static CancellationException cancelled(Throwable cause) {
    CancellationException cancelled = new CancellationException("interrupted");
    cancelled.initCause(cause);
    return cancelled;
  }

  private static List<Estimate> undefined(Statistic statistic, String reason) {
    return statistic.names().stream()
        .map(name -> Estimate.of(name).undefined(OneLine.of(reason)))
        .toList();
  }
}
