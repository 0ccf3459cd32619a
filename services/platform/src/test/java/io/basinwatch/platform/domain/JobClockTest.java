package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.OffHeapFile;
import io.basinwatch.platform.domain.JobClock.DeadlineExceededException;
import io.basinwatch.platform.domain.JobClock.ShutdownException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobClockTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void aJobIsCutShortAtItsDeadlineAndLeavesNoInterruptBehind() {
    try (JobClock clock = new JobClock()) {
      // When, Then
      assertThatThrownBy(
              () -> clock.within(Duration.ofMillis(10), "run", () -> hang(new CountDownLatch(1))))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(clock.within(LONG, "run", () -> 3)).isEqualTo(3);
    }
  }

  @Test
  void closingEndsEveryJob() throws Exception {
    // Given
    JobClock clock = new JobClock();
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Integer> job =
        new FutureTask<>(() -> clock.within(LONG, "run", () -> hang(started)));
    Thread.ofPlatform().start(job);
    started.await();

    // When
    clock.close();

    // Then
    assertThatThrownBy(job::get).hasCauseInstanceOf(ShutdownException.class);
    assertThatThrownBy(() -> clock.within(LONG, "run", () -> 3))
        .isInstanceOf(ShutdownException.class);
  }

  @Test
  void aRunsJobsAreCancelledAndNoOthers() throws Exception {
    try (JobClock clock = new JobClock()) {
      // Given
      CountDownLatch started = new CountDownLatch(2);
      CountDownLatch released = new CountDownLatch(1);
      FutureTask<Integer> gone = job(clock, "gone", started, new CountDownLatch(1));
      FutureTask<Integer> other = job(clock, "other", started, released);
      started.await();

      // When
      clock.cancel("gone");

      // Then
      assertThatThrownBy(gone::get)
          .hasCauseInstanceOf(RunGoneException.class)
          .hasMessageContaining("run 'gone' was deleted");
      released.countDown();
      assertThat(other.get()).isZero();
    }
  }

  /** A channel answers an interrupt with an exception of its own. */
  @Test
  void aFileThatIsBeingReadDoesNotHideWhyTheJobWasCutShort(@TempDir Path folder) throws Exception {
    // Given
    Path file = Files.write(folder.resolve("weights"), new byte[] {1});

    // When, Then
    try (JobClock clock = new JobClock()) {
      assertThatThrownBy(() -> read(clock, LONG, file, () -> clock.cancel("run")))
          .isInstanceOf(RunGoneException.class);
      assertThatThrownBy(() -> read(clock, Duration.ZERO, file, JobClockTest::awaitInterrupt))
          .isInstanceOf(DeadlineExceededException.class);
      assertThatThrownBy(() -> read(clock, LONG, file, clock::close))
          .isInstanceOf(ShutdownException.class);
    }
  }

  private static MemorySegment read(
      JobClock clock, Duration deadline, Path file, Runnable interruption) {
    return clock.within(
        deadline,
        "run",
        () -> {
          interruption.run();
          return OffHeapFile.read(file);
        });
  }

  private static void awaitInterrupt() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatAJobThrowsOfItselfIsItsOwn() {
    try (JobClock clock = new JobClock()) {
      assertThatThrownBy(() -> clock.within(LONG, "run", () -> refuse()))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  private static int refuse() {
    throw new InvalidInputException("refused");
  }

  private static FutureTask<Integer> job(
      JobClock clock, String run, CountDownLatch started, CountDownLatch released) {
    FutureTask<Integer> job =
        new FutureTask<>(() -> clock.within(LONG, run, () -> hang(started, released)));
    Thread.ofPlatform().start(job);
    return job;
  }

  private static int hang(CountDownLatch started) {
    return hang(started, new CountDownLatch(1));
  }

  private static int hang(CountDownLatch started, CountDownLatch released) {
    started.countDown();
    try {
      released.await();
      return 0;
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }
}
