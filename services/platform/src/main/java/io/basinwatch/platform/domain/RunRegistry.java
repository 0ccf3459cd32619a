package io.basinwatch.platform.domain;

import io.basinwatch.engine.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Every run that has been heard of, by id. Safe for concurrent use. */
public final class RunRegistry {
  /** What is known of a run. */
  private sealed interface Entry {
    record Known(Instant startedAt, Supplier<Run> run) implements Entry {}

    record Unusable(String reason) implements Entry {}

    record Gone() implements Entry {}
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Entry> entries = new HashMap<>();
  // of runs that were deleted, whether or not they started again
  private final Set<String> deleted = new HashSet<>();
  // run id -> System.nanoTime() at which waiting for it ends: one wait for all its checkpoints
  private final Map<String, Long> deadlines = new HashMap<>();
  private boolean complete;

  /**
   * @param run gets it; it is too large to be kept
   */
  public void put(String id, Instant startedAt, Supplier<Run> run) {
    set(id, new Entry.Known(startedAt, run));
  }

  /** Remembers why a run cannot be measured. */
  public void reject(String run, String reason) {
    set(run, new Entry.Unusable(reason));
  }

  /** Remembers that a run was deleted; it may start again. */
  public void remove(String run) {
    lock.lock();
    try {
      deleted.add(run);
      set(run, new Entry.Gone());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says that every run of the past is here; until then nobody is given one, as it may be outdated.
   */
  public void complete() {
    lock.lock();
    try {
      complete = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #complete} has been called. */
  public boolean isComplete() {
    lock.lock();
    try {
      return complete;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The run of a checkpoint, for whose start to arrive this waits. The wait is counted from the
   * first call for the run, so that many checkpoints of a run that never comes do not hold up the
   * others for long.
   *
   * @throws InvalidInputException where it does not arrive or cannot be measured
   * @throws RunGoneException where it was deleted, even if one of its id has started since
   */
  public Supplier<Run> await(Checkpoint checkpoint, Duration patience) throws InterruptedException {
    String run = checkpoint.run();
    lock.lock();
    try {
      while (!complete) {
        changed.await();
      }
      long deadline = deadlines.computeIfAbsent(run, id -> System.nanoTime() + patience.toNanos());
      while (!entries.containsKey(run)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new InvalidInputException(
              "run '%s' is unknown: no start of it came within %d s"
                  .formatted(run, patience.toSeconds()));
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
      deadlines.remove(run);
      return usable(checkpoint);
    } finally {
      lock.unlock();
    }
  }

  private Supplier<Run> usable(Checkpoint checkpoint) {
    String id = checkpoint.run();
    return switch (entries.get(id)) {
      case Entry.Known(Instant startedAt, Supplier<Run> run) -> {
        if (deleted.contains(id) && checkpoint.savedAt().isBefore(startedAt)) {
          throw new RunGoneException(id);
        }
        yield run;
      }
      case Entry.Gone() -> throw new RunGoneException(id);
      case Entry.Unusable(String reason) ->
          throw new InvalidInputException("run '%s' cannot be measured: %s".formatted(id, reason));
    };
  }

  private void set(String run, Entry entry) {
    lock.lock();
    try {
      entries.put(run, entry);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
