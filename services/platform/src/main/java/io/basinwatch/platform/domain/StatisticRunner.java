package io.basinwatch.platform.domain;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import io.basinwatch.statistics.Statistic.Listener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Measures one statistic so that its failure stays its own. */
public final class StatisticRunner {
  private static final Logger LOG = System.getLogger(StatisticRunner.class.getName());

  private StatisticRunner() {}

  /** What came of one statistic. */
  public sealed interface Outcome {
    /** It gave its estimates. */
    record Measured() implements Outcome {}

    /** It failed in a way that no input should bring about; what it owed is `undefined`. */
    record Failed() implements Outcome {}

    /** It refused its settings or the input. */
    record Refused(InvalidInputException reason) implements Outcome {}
  }

  /**
   * @param listener gets estimates as soon as they are known
   * @throws CancellationException where the thread was interrupted
   */
  public static Outcome run(
      Statistic statistic, Problem problem, Settings settings, Listener listener) {
    Set<String> owed = new LinkedHashSet<>(statistic.names());
    try {
      statistic.measure(problem, settings, striking(owed, listener));
      return new Outcome.Measured();
    } catch (InvalidInputException e) {
      return new Outcome.Refused(e);
    } catch (RuntimeException | StackOverflowError e) {
      if (Thread.currentThread().isInterrupted()) {
        throw cancelled(e);
      }
      LOG.log(Level.ERROR, "statistic " + statistic.names() + " failed", e);
      String reason = OneLine.of("the computation failed: " + e);
      owed.forEach(name -> listener.known(Estimate.of(name).undefined(reason)));
      return new Outcome.Failed();
    }
  }

  private static CancellationException cancelled(Throwable cause) {
    CancellationException cancelled = new CancellationException("interrupted");
    cancelled.initCause(cause);
    return cancelled;
  }

  /** Strikes off what is known: a failure that comes later does not undo it. */
  private static Listener striking(Set<String> owed, Listener listener) {
    return new Listener() {
      @Override
      public void known(Estimate estimate) {
        owed.remove(estimate.statistic());
        listener.known(estimate);
      }

      @Override
      public void progress(double share) {
        listener.progress(share);
      }
    };
  }
}
