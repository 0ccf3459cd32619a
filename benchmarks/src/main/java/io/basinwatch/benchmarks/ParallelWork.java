package io.basinwatch.benchmarks;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Evaluates over a whole probe with its samples shared out to forks, one a thread. */
final class ParallelWork implements AutoCloseable {
  private final LossFunction function;
  private final List<LossFunction> forks = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, List<Work>> kept = new HashMap<>();
  private int keptThreads;

  ParallelWork(LossFunction function) {
    this.function = function;
  }

  /**
   * Seconds that one evaluation takes, of several. What one line asked for is kept for the next, as
   * long as the number of threads stays.
   */
  double seconds(String name, int threadCount, int times)
      throws InterruptedException, ExecutionException {
    if (threadCount != keptThreads) {
      closeParts();
      keptThreads = threadCount;
    }
    List<Work> parts = kept.computeIfAbsent(name, this::parts);
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      run(parts);
    }
    return (System.nanoTime() - start) / 1e9 / times;
  }

  private List<Work> parts(String name) {
    List<Work> parts = new ArrayList<>();
    for (int i = 0; i < keptThreads; i++) {
      parts.add(Work.of(name, fork(i), share(i, keptThreads)));
    }
    return parts;
  }

  private void closeParts() {
    kept.values().forEach(parts -> parts.forEach(Work::close));
    kept.clear();
  }

  private LossFunction fork(int i) {
    while (forks.size() <= i) {
      forks.add(function.fork());
    }
    return forks.get(i);
  }

  private Minibatch share(int i, int of) {
    int samples = function.sampleCount();
    return Minibatch.range(samples * i / of, samples * (i + 1) / of);
  }

  /** The mean over the threads' shares, which are of one size, in the first one's vector. */
  private void run(List<Work> parts) throws InterruptedException, ExecutionException {
    List<Future<?>> others = new ArrayList<>();
    for (Work part : parts.subList(1, parts.size())) {
      others.add(threads.submit(() -> runShare(part, parts.size())));
    }
    runShare(parts.getFirst(), parts.size());
    for (Future<?> other : others) {
      while (!other.isDone()) {
        Thread.onSpinWait(); // to be woken takes longer than most waits
      }
      other.get();
    }
    ParameterVector sum = parts.getFirst().result();
    parts.subList(1, parts.size()).forEach(part -> sum.addScaled(1, part.result()));
  }

  private static void runShare(Work part, int of) {
    part.run();
    if (of > 1) {
      part.result().scale(1. / of);
    }
  }

  @Override
  public void close() {
    closeParts();
    threads.shutdown();
    forks.forEach(LossFunction::close);
  }
}
