package io.basinwatch.platform.metrics;

import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.statistics.Statistic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;

/** The meters of one service; all of them exist from its start, at zero. */
public final class ServiceMeters {
  private final MeterRegistry registry;
  private final Tags tags;
  private final Counter measured;
  private final Counter skipped;
  private final Counter deadLetters;

  ServiceMeters(MeterRegistry registry, ServiceStatus status, List<Statistic> statistics) {
    this.registry = registry;
    this.tags = Tags.of(Meters.SERVICE, status.service());
    measured = registry.counter(Meters.CHECKPOINTS_MEASURED, tags);
    skipped = registry.counter(Meters.CHECKPOINTS_SKIPPED, tags);
    deadLetters = registry.counter(Meters.DEAD_LETTERS, tags);
    registry.gauge(Meters.QUEUE_LENGTH, tags, status, ServiceStatus::queueLength);
    registry.gauge(
        Meters.JOBS_IN_PROGRESS, tags, status, current -> current.job().isPresent() ? 1 : 0);
    statistics.forEach(statistic -> failures(name(statistic)));
  }

  public void measured() {
    measured.increment();
  }

  public void skipped() {
    skipped.increment();
  }

  public void deadLetter() {
    deadLetters.increment();
  }

  public void failed(Statistic statistic) {
    failures(name(statistic)).increment();
  }

  public void took(Statistic statistic, Duration duration) {
    registry.timer(Meters.MEASURING, tags.and(Meters.STATISTIC, name(statistic))).record(duration);
  }

  private Counter failures(String statistic) {
    return registry.counter(Meters.FAILURES, tags.and(Meters.STATISTIC, statistic));
  }

  /** A family goes by its first name. */
  private static String name(Statistic statistic) {
    return statistic.names().getFirst();
  }
}
