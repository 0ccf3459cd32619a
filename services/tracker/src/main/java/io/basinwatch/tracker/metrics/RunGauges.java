package io.basinwatch.tracker.metrics;

import io.basinwatch.tracker.domain.Tracker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Exports the runs that this instance owns; see {@link RunMeters}. */
@ApplicationScoped
public class RunGauges {
  private final Tracker tracker;
  private final MeterRegistry registry;
  private final Map<String, GaugeFamily> families = new HashMap<>();

  RunGauges(Tracker tracker, MeterRegistry registry) {
    this.tracker = tracker;
    this.registry = registry;
  }

  /** Brings the gauges up to date; rows of runs that are over or not owned any more go. */
  @Scheduled(
      every = "${basinwatch.tracker.refresh:1s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public synchronized void refresh() {
    var rows = new RunRows();
    tracker.exported(Clock.systemUTC().instant()).forEach(rows::add);
    rows.rows()
        .keySet()
        .forEach(name -> families.computeIfAbsent(name, key -> new GaugeFamily(key, registry)));
    families.forEach((name, family) -> family.set(rows.rows().getOrDefault(name, Map.of())));
  }
}
