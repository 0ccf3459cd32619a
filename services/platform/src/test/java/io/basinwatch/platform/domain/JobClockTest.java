package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.platform.domain.JobClock.DeadlineExceededException;
import io.basinwatch.platform.domain.JobClock.ShutdownException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class JobClockTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void aJobIsCutShortAtItsDeadlineAndLeavesNoInterruptBehind() {
    try (JobClock clock = new JobClock()) {
      // When, Then
      assertThatThrownBy(
              () -> clock.within(Duration.ofMillis(10), () -> hang(new CountDownLatch(1))))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(clock.within(LONG, () -> 3)).isEqualTo(3);
    }
  }

  @Test
  void closingEndsEveryJob() throws Exception {
    // Given
    JobClock clock = new JobClock();
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Integer> job = new FutureTask<>(() -> clock.within(LONG, () -> hang(started)));
    Thread.ofPlatform().start(job);
    started.await();

    // When
    clock.close();

    // Then
    assertThatThrownBy(job::get).hasCauseInstanceOf(ShutdownException.class);
    assertThatThrownBy(() -> clock.within(LONG, () -> 3)).isInstanceOf(ShutdownException.class);
  }

  private static int hang(CountDownLatch started) {
    started.countDown();
    try {
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    }
  }
}
