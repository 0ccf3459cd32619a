package io.basinwatch.statistics;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;

/**
 * A budget of threads that every job of a process shares. One permit a running thread: a job's own
 * thread holds one, and helpers join it only while a permit is free. So the number of threads that
 * run tasks never exceeds {@link #threads}, over all concurrent callers together, and a nested call
 * cannot deadlock: its caller holds a permit already and can do all of the work alone.
 */
public final class Workers {
  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("worker-", 0).factory());

  private final int threads;
  private final Semaphore permits;
  private final ThreadLocal<Boolean> entered = ThreadLocal.withInitial(() -> false);

  private Workers(int threads) {
    this.threads = threads;
    this.permits = new Semaphore(threads, true);
  }

  /**
   * @param threads at least 1
   */
  public static Workers of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads = " + threads + ": at least 1 is needed");
    }
    return new Workers(threads);
  }

  /** Threads that run tasks at the same time, callers included. */
  public int threads() {
    return threads;
  }

  /**
   * Runs a job on the calling thread, which waits for a permit first unless it holds one.
   *
   * @throws InterruptedException if interrupted while waiting for a permit
   * @throws Exception whatever the job throws
   */
  public <T> T run(Callable<T> job) throws Exception {
    if (entered.get()) {
      return job.call();
    }
    permits.acquire();
    return this.<T, Exception>holdingPermit(job::call);
  }

  /**
   * Results of tasks 0 .. count - 1, in order. When a task fails no further task starts, and the
   * failure is thrown once every task that runs has ended. An interrupt of the caller is passed on
   * to the helpers.
   *
   * @throws java.util.concurrent.CancellationException if the caller is interrupted
   */
  public <T> List<T> map(int count, IntFunction<T> task) {
    if (entered.get()) {
      return new SharedWork<>(this, count, task).complete();
    }
    permits.acquireUninterruptibly();
    return holdingPermit(() -> new SharedWork<>(this, count, task).complete());
  }

  /** Starts a helper if a permit is free and no job waits for it. */
  boolean tryHelp(Runnable help) {
    if (permits.hasQueuedThreads() || !permits.tryAcquire()) {
      return false;
    }
    try {
      HELPERS.execute(
          () ->
              holdingPermit(
                  () -> {
                    help.run();
                    return null;
                  }));
      return true;
    } catch (RuntimeException | Error e) {
      permits.release();
      throw e;
    }
  }

  private interface Job<T, E extends Exception> {
    T run() throws E;
  }

  private <T, E extends Exception> T holdingPermit(Job<T, E> job) throws E {
    entered.set(true);
    try {
      return job.run();
    } finally {
      entered.remove();
      permits.release();
    }
  }
}
