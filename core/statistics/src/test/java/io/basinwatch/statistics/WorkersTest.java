package io.basinwatch.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {

  /** Counts the threads that run tasks at the same time. */
  private static final class Gauge {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    int pass(int result) {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      double waste = 0;
      for (int i = 0; i < 20_000; i++) {
        waste += Math.sin(i);
      }
      running.decrementAndGet();
      return waste > 1e9 ? -1 : result;
    }
  }

  @Test
  void resultsComeInOrder() {
    // Given
    Workers workers = Workers.of(3);

    // When
    List<Integer> squares = workers.map(100, i -> i * i);

    // Then
    assertThat(squares).isEqualTo(IntStream.range(0, 100).mapToObj(i -> i * i).toList());
  }

  @Test
  void helpersWorkBesideTheCaller() {
    // Given
    Workers workers = Workers.of(2);
    CountDownLatch both = new CountDownLatch(2);

    // When
    List<Boolean> met =
        workers.map(
            2,
            i -> {
              both.countDown();
              return await(both);
            });

    // Then
    assertThat(met).containsExactly(true, true);
  }

  @Test
  void callersTogetherNeverRunMoreThreadsThanAllowed() throws Exception {
    // Given
    Workers workers = Workers.of(2);
    Gauge gauge = new Gauge();

    // When
    try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
      List<Future<List<Integer>>> jobs = new ArrayList<>();
      for (int job = 0; job < 6; job++) {
        jobs.add(callers.submit(() -> workers.run(() -> workers.map(50, i -> gauge.pass(i)))));
        jobs.add(callers.submit(() -> workers.map(50, i -> gauge.pass(i))));
      }
      for (Future<List<Integer>> job : jobs) {
        job.get();
      }
    }

    // Then
    assertThat(gauge.most.get()).isBetween(1, 2);
  }

  @Test
  void nestedCallsDoNotDeadlock() throws Exception {
    // Given
    Workers workers = Workers.of(2);

    // When
    List<Integer> sums =
        workers.run(
            () ->
                workers.map(
                    8,
                    i ->
                        workers.map(8, j -> workers.map(2, k -> k).size() * i * j).stream()
                            .mapToInt(Integer::intValue)
                            .sum()));

    // Then
    assertThat(sums).isEqualTo(IntStream.range(0, 8).mapToObj(i -> i * 56).toList());
  }

  @Test
  void failureOfTheFirstTaskIsThrownAndPermitsReturn() {
    // Given
    Workers workers = Workers.of(2);

    // When
    for (int repeat = 0; repeat < 100; repeat++) {
      assertThatThrownBy(
              () ->
                  workers.map(
                      10,
                      i -> {
                        throw new IllegalArgumentException("task " + i);
                      }))
          .hasMessageStartingWith("task ");
    }

    // Then
    assertThat(workers.map(4, i -> i)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void interruptReachesHelpersAndEndsTheCall() throws Exception {
    // Given
    Workers workers = Workers.of(2);
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    List<Throwable> thrown = new ArrayList<>();
    Thread caller =
        Thread.ofPlatform()
            .unstarted(
                () -> {
                  try {
                    workers.map(
                        2,
                        i -> {
                          started.countDown();
                          return await(never);
                        });
                  } catch (CancellationException e) {
                    thrown.add(e);
                  }
                });

    // When
    caller.start();
    started.await();
    caller.interrupt();
    caller.join();

    // Then
    assertThat(thrown).hasSize(1);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
