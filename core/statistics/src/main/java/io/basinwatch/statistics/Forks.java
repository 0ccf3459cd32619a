package io.basinwatch.statistics;

import io.basinwatch.engine.LossFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Runs tasks over a loss function, each on a fork that no other thread uses meanwhile. */
public final class Forks implements AutoCloseable {
  private final LossFunction original;
  private final Workers workers;
  private final Deque<LossFunction> free = new ArrayDeque<>();
  private final List<LossFunction> all = new ArrayList<>();

  public Forks(LossFunction original, Workers workers) {
    this.original = original;
    this.workers = workers;
  }

  /** A task on a fork. */
  public interface Task<T> {
    T run(LossFunction loss, int index);
  }

  /** Results of tasks 0 .. count - 1, in order. */
  public <T> List<T> map(int count, Task<T> task) {
    return workers.map(count, index -> with(loss -> task.run(loss, index)));
  }

  private <T> T with(Function<LossFunction, T> use) {
    LossFunction fork = take();
    try {
      return use.apply(fork);
    } finally {
      give(fork);
    }
  }

  private synchronized LossFunction take() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    LossFunction fork = original.fork();
    all.add(fork);
    return fork;
  }

  private synchronized void give(LossFunction fork) {
    free.push(fork);
  }

  @Override
  public synchronized void close() {
    all.forEach(LossFunction::close);
    all.clear();
    free.clear();
  }
}
