package io.basinwatch.console.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One statistic over the checkpoints of a run. Above the limit every second point is dropped, the
 * newest kept.
 */
final class MeasurementSeries {
  private final int limit;
  private final TreeMap<Long, Entry> points = new TreeMap<>();
  private Map<String, Object> settings = Map.of();
  private long revision;

  MeasurementSeries(int limit) {
    this.limit = limit;
  }

  /** What was measured stays when its checkpoint comes again and is passed over. */
  void put(MeasurementPoint point, long revision) {
    if (point.verdict().equals("skipped") && points.containsKey(point.step())) {
      return;
    }
    // Settings hardly ever change within a run: one map serves all points.
    settings = point.settings().equals(settings) ? settings : point.settings();
    points.put(point.step(), new Entry(point.sharing(settings), revision));
    this.revision = revision;
    if (points.size() > limit) {
      thin();
    }
  }

  boolean changedSince(long since) {
    return revision > since;
  }

  List<MeasurementPoint> since(long since) {
    return points.values().stream()
        .filter(entry -> entry.revision > since)
        .map(Entry::point)
        .toList();
  }

  MeasurementPoint newest() {
    return points.lastEntry().getValue().point;
  }

  private void thin() {
    var steps = List.copyOf(points.descendingKeySet());
    for (int i = 1; i < steps.size(); i += 2) {
      points.remove(steps.get(i));
    }
  }

  private record Entry(MeasurementPoint point, long revision) {}
}
