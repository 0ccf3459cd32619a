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

  /** With "hang-late" and "fail-late" after its estimate is known. */
  @Override
  public void measure(Problem problem, Settings settings, Listener listener) {
    Statistic.super.measure(problem, settings, listener);
    switch (settings.text("scripted.act", "")) {
      case "fail-late" -> throw new IllegalStateException("broken late");
      case "hang-late" -> await(new CountDownLatch(1));
      default -> {}
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
