package io.basinwatch.platform.progress;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each service publishes of every checkpoint, as `statistic` or `statistic/variant`. An entry
 * of the held-out variant is expected only of runs that have a held-out probe.
 */
public record ExpectedStatistics(Map<String, List<String>> byService) {
  private static final String HELDOUT = "/heldout";

  /** Entries of one service, limited by the bits of a long. */
  private static final int MOST = 63;

  public ExpectedStatistics {
    var copy = new TreeMap<String, List<String>>();
    byService.forEach((service, entries) -> copy.put(service, distinct(service, entries)));
    byService = Collections.unmodifiableMap(copy);
  }

  public List<String> services() {
    return new ArrayList<>(byService.keySet());
  }

  /** What a service publishes of each checkpoint: `statistic` or `statistic/variant`. */
  public List<String> statistics(String service) {
    return byService.get(service);
  }

  /** Bit i is set where entry i of the service is expected. */
  long required(String service, boolean heldout) {
    var entries = byService.get(service);
    long mask = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (heldout || !entries.get(i).endsWith(HELDOUT)) {
        mask |= 1L << i;
      }
    }
    return mask;
  }

  /** The bit of an entry, or 0 where the service is not expected to publish it. */
  long bit(String service, String entry) {
    int index = byService.getOrDefault(service, List.of()).indexOf(entry);
    return index < 0 ? 0 : 1L << index;
  }

  /** The bits of a statistic in all its variants. */
  long bits(String service, String statistic) {
    return byService.getOrDefault(service, List.of()).stream()
        .filter(entry -> entry.equals(statistic) || entry.startsWith(statistic + "/"))
        .mapToLong(entry -> bit(service, entry))
        .reduce(0, (a, b) -> a | b);
  }

  private static List<String> distinct(String service, List<String> entries) {
    var copy = entries.stream().map(String::strip).distinct().toList();
    if (copy.isEmpty() || copy.size() > MOST) {
      throw new IllegalArgumentException(
          "basinwatch.expected.%s: %d statistics, must be 1 to %d"
              .formatted(service, copy.size(), MOST));
    }
    return copy;
  }
}
