package io.basinwatch.platform.metrics;

import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.statistics.Statistic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

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
    measured = counter(Meters.CHECKPOINTS_MEASURED, "Checkpoints whose results were published");
    skipped = counter(Meters.CHECKPOINTS_SKIPPED, "Checkpoints passed over for newer ones");
    deadLetters = counter(Meters.DEAD_LETTERS, "Records that went to the dead-letter topic");
    gauge(
        Meters.QUEUE_LENGTH,
        "Checkpoints that wait in this instance's partitions",
        status::queueLength);
    gauge(
        Meters.JOBS_IN_PROGRESS,
        "Checkpoints that are being measured",
        () -> status.job().isPresent() ? 1 : 0);
    gauge(
        Meters.JOB_PROGRESS,
        "Share of the statistic in progress that is done",
        () -> status.job().map(ServiceStatus.Job::share).orElse(0.0));
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
    return Counter.builder(Meters.FAILURES)
        .description("Exceptions that no input should bring about")
        .tags(tags.and(Meters.STATISTIC, statistic))
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).tags(tags).register(registry);
  }

  /** A family goes by its first name. */
  private static String name(Statistic statistic) {
    return statistic.names().getFirst();
  }
}
