package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.v1.MeasuringProgress;
import io.smallrye.reactive.messaging.kafka.Record;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Says what a service is doing, for others to show: at once when a statistic begins and when the
 * job ends, at most once a second in between, and again after a silence. Locked, so that no such
 * repeat comes after the end.
 */
final class ProgressReporter {
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final ServiceStatus status;
  private final Consumer<Record<String, MeasuringProgress>> publisher;
  private final InstantSource clock;
  private boolean told; // of the job
  private Instant last = Instant.MIN;

  ProgressReporter(
      ServiceStatus status,
      Consumer<Record<String, MeasuringProgress>> publisher,
      InstantSource clock) {
    this.status = status;
    this.publisher = publisher;
    this.clock = clock;
  }

  synchronized void begun() {
    told = true;
    send();
  }

  synchronized void advanced() {
    sendAfter(BETWEEN);
  }

  /** For a statistic that says nothing for long. */
  synchronized void repeat() {
    sendAfter(SILENCE);
  }

  /** Before the status forgets the job. A job of which nothing was said ends silently. */
  synchronized void ended() {
    if (told) {
      told = false;
      status
          .job()
          .map(job -> ProgressEvents.ended(status.service(), job, clock.instant()))
          .ifPresent(publisher);
    }
  }

  private void sendAfter(Duration pause) {
    if (told && !clock.instant().isBefore(last.plus(pause))) {
      send();
    }
  }

  private void send() {
    last = clock.instant();
    status.job().map(job -> ProgressEvents.of(status.service(), job, last)).ifPresent(publisher);
  }
}
