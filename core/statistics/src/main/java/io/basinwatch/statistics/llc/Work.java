package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.Statistic.Listener;
import java.util.function.DoubleConsumer;

/** How much of a measurement is done, in budgets: its own, that of temperatures, that of views. */
final class Work {
  private final Listener listener;
  private final double budgets;
  private double begun;

  Work(Listener listener, int temperatures, int views) {
    this.listener = listener;
    this.budgets = 1 + Math.min(1, temperatures) + Math.min(1, views);
  }

  /**
   * Takes the share of the next sampling that is done.
   *
   * @param sharing samplings that share its budget
   */
  DoubleConsumer next(int sharing) {
    double before = begun;
    begun += 1.0 / sharing;
    return share -> listener.progress((before + share / sharing) / budgets);
  }
}
