package io.basinwatch.platform.domain;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends jobs that take too long, those of a run that was deleted, and all of them at shutdown, by
 * interrupting their threads; statistics look for that between steps, and reading a file ends by
 * it. Whatever such a job throws, the reason is the interrupt. Nothing of it is left once a job has
 * ended.
 */
public final class JobClock implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("basinwatch-deadlines").factory());
  private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public JobClock() {
    timer.setRemoveOnCancelPolicy(true);
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // once closed
  }

  /** Thrown by a job that took longer than it may. */
  public static final class DeadlineExceededException extends RuntimeException {
    public DeadlineExceededException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Thrown by a job that the end of the process cut short. */
  public static final class ShutdownException extends RuntimeException {
    public ShutdownException(Throwable cause) {
      super("the service is shutting down", cause);
    }
  }

  /**
   * Runs a job on this thread.
   *
   * @param run that it is for
   * @throws RunGoneException where it was cut short by {@link #cancel}
   * @throws DeadlineExceededException where it was cut short at its deadline
   * @throws ShutdownException where it was cut short by {@link #close}
   */
  public <T> T within(Duration deadline, String run, Supplier<T> job) {
    Guard guard = new Guard(Thread.currentThread(), run);
    guards.add(guard);
    ScheduledFuture<?> alarm =
        timer.schedule(guard::interrupt, deadline.toNanos(), TimeUnit.NANOSECONDS);
    try {
      if (closed) {
        throw new ShutdownException(null);
      }
      return job.get();
    } catch (RuntimeException e) {
      throw guard.interrupted ? cutShort(guard, deadline, e) : e;
    } finally {
      alarm.cancel(false);
      guards.remove(guard);
      guard.end();
    }
  }

  /** Interrupts the jobs of a run. */
  public void cancel(String run) {
    guards.stream().filter(guard -> guard.run.equals(run)).forEach(Guard::cancel);
  }

  private RuntimeException cutShort(Guard guard, Duration deadline, RuntimeException cause) {
    if (guard.cancelled) {
      return new RunGoneException(guard.run);
    }
    return closed
        ? new ShutdownException(cause)
        : new DeadlineExceededException(
            "not done within %d s".formatted(deadline.toSeconds()), cause);
  }

  /** Interrupts every job; later ones do not begin. */
  @Override
  public void close() {
    closed = true;
    guards.forEach(Guard::interrupt);
    timer.shutdownNow();
  }

  /** Interrupts a thread while its job runs, and never after. */
  private static final class Guard {
    private final Thread thread;
    private final String run;
    private volatile boolean cancelled;
    private volatile boolean interrupted;
    private boolean ended;

    Guard(Thread thread, String run) {
      this.thread = thread;
      this.run = run;
    }

    void cancel() {
      cancelled = true;
      interrupt();
    }

    synchronized void interrupt() {
      if (!ended) {
        interrupted = true;
        thread.interrupt();
      }
    }

    synchronized void end() {
      ended = true;
      Thread.interrupted();
    }
  }
}
