package io.basinwatch.platform.messaging;

import io.basinwatch.platform.domain.CheckpointMeasurer;
import io.basinwatch.platform.domain.Result;
import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.platform.domain.StatisticRunner.Outcome;
import io.basinwatch.platform.metrics.ServiceMeters;
import io.basinwatch.statistics.Statistic;
import java.time.Duration;

/**
 * Makes a job's progress known: to health checks, to meters, to those who look on, and as results.
 * One job at a time.
 */
final class JobProgress implements CheckpointMeasurer.Listener {
  private final ServiceStatus status;
  private final ServiceMeters meters;
  private final MeasurementPublisher publisher;
  private final ProgressReporter reporter;
  private long startNanos;

  JobProgress(
      ServiceStatus status,
      ServiceMeters meters,
      MeasurementPublisher publisher,
      ProgressReporter reporter) {
    this.status = status;
    this.meters = meters;
    this.publisher = publisher;
    this.reporter = reporter;
  }

  @Override
  public void begin(Statistic statistic) {
    status.measuring(name(statistic), 0);
    reporter.begun();
    startNanos = System.nanoTime();
  }

  @Override
  public void progress(Statistic statistic, double share) {
    status.measuring(name(statistic), share);
    reporter.advanced();
  }

  @Override
  public void end(Statistic statistic, Outcome outcome) {
    meters.took(statistic, Duration.ofNanos(System.nanoTime() - startNanos));
    if (outcome instanceof Outcome.Failed) {
      meters.failed(statistic);
    }
  }

  @Override
  public void result(Result result) {
    publisher.publish(result);
  }

  /** A family goes by its first name. */
  private static String name(Statistic statistic) {
    return statistic.names().getFirst();
  }
}
