package io.basinwatch.platform.messaging;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistic;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Does what the setting {@code scripted.act} of a run says; otherwise gives a random number. */
final class ScriptedStatistic implements Statistic {
  static final CountDownLatch HELD = new CountDownLatch(1);
  static final CountDownLatch BEGUN = new CountDownLatch(1);
  static final CountDownLatch RELEASED = new CountDownLatch(1);

  @Override
  public List<String> names() {
    return List.of("scripted");
  }

  @Override
  public List<Estimate> measure(Problem problem, Settings settings) {
    switch (settings.text("scripted.act", "")) {
      case "fail" -> throw new IllegalStateException("broken\non purpose");
      case "error" -> throw new OutOfMemoryError("direct buffer memory, on purpose");
      case "refuse" -> throw new InvalidInputException("setting scripted.act = 'refuse' is wrong");
      case "hang" -> await(new CountDownLatch(1));
      case "hang-known" -> {
        BEGUN.countDown();
        await(new CountDownLatch(1));
      }
      case "hold" -> {
        HELD.countDown();
        await(RELEASED);
      }
      default -> {}
    }
    double value = RandomStream.of(problem.seed(), 0).nextDouble();
    return List.of(Estimate.of("scripted").exact(value));
  }

  /**
   * With "advance" and "hang-halfway" before its estimate is known, with "hang-late" and
   * "fail-late" after.
   */
  @Override
  public void measure(Problem problem, Settings settings, Listener listener) {
    String act = settings.text("scripted.act", "");
    switch (act) {
      case "advance" -> advance(listener);
      case "hang-halfway" -> {
        listener.progress(0.5);
        await(new CountDownLatch(1));
      }
      default -> {}
    }
    Statistic.super.measure(problem, settings, listener);
    switch (act) {
      case "fail-late" -> throw new IllegalStateException("broken late");
      case "hang-late" -> await(new CountDownLatch(1));
      default -> {}
    }
  }

  /** For longer than a second, in a thousand steps. */
  private static void advance(Listener listener) {
    long start = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      listener.progress(i / 1000.0);
      LockSupport.parkNanos(start + i * 1_500_000L - System.nanoTime());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
