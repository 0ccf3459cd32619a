package io.basinwatch.tracker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;

/** Gauges of one name. A row stays the same meter for as long as its labels do. */
final class GaugeFamily {
  private final MultiGauge gauge;
  private final Map<Tags, Cell> cells = new HashMap<>();

  GaugeFamily(String name, MeterRegistry registry) {
    gauge = MultiGauge.builder(name).register(registry);
  }

  /** Exports these rows and no others. */
  void set(Map<Tags, Double> rows) {
    boolean changed = !cells.keySet().equals(rows.keySet());
    cells.keySet().retainAll(rows.keySet());
    rows.forEach((tags, value) -> cells.computeIfAbsent(tags, key -> new Cell()).value = value);
    if (changed) {
      gauge.register(
          cells.entrySet().stream()
              .map(row -> MultiGauge.Row.of(row.getKey(), row.getValue(), cell -> cell.value))
              .toList(),
          true);
    }
  }

  private static final class Cell {
    private volatile double value;
  }
}
