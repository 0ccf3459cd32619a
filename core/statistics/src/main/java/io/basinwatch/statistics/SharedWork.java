package io.basinwatch.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;

/** The tasks of one {@link Workers#map}: the caller and its helpers take them one by one. */
final class SharedWork<T> {
  private final Workers workers;
  private final int count;
  private final IntFunction<T> task;
  private final Object[] results; // (count)
  private final List<Thread> helping = new ArrayList<>();
  private int next;
  private int recruited;
  private Throwable failure;
  private int failedTask = Integer.MAX_VALUE;

  SharedWork(Workers workers, int count, IntFunction<T> task) {
    this.workers = workers;
    this.count = count;
    this.task = task;
    this.results = new Object[count];
  }

  List<T> complete() {
    work();
    awaitHelpers();
    throwFailure();
    List<T> list = new ArrayList<>(count);
    for (Object result : results) {
      list.add(cast(result));
    }
    return list;
  }

  private void work() {
    for (int i = take(); i >= 0; i = take()) {
      recruit();
      try {
        results[i] = task.apply(i);
      } catch (RuntimeException | Error e) {
        fail(i, e);
      }
    }
  }

  private synchronized int take() {
    return next < count ? next++ : -1;
  }

  private synchronized void fail(int index, Throwable cause) {
    next = count;
    if (failure == null || index < failedTask) {
      failure = cause;
      failedTask = index;
    }
  }

  /** Asks for another helper, while tasks are left and permits are free. */
  private synchronized void recruit() {
    while (recruited < count - next && workers.tryHelp(this::help)) {
      recruited++;
    }
  }

  private void help() {
    synchronized (this) {
      helping.add(Thread.currentThread());
    }
    try {
      work();
    } finally {
      synchronized (this) {
        helping.remove(Thread.currentThread());
        Thread.interrupted(); // a late cancellation must not reach the thread's next work
        recruited--;
        notifyAll();
      }
    }
  }

  private synchronized void awaitHelpers() {
    boolean interrupted = Thread.currentThread().isInterrupted();
    while (recruited > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
        next = count;
        helping.forEach(Thread::interrupt);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      fail(-1, new CancellationException("interrupted"));
    }
  }

  private void throwFailure() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  @SuppressWarnings("unchecked")
  private T cast(Object result) {
    return (T) result;
  }
}
