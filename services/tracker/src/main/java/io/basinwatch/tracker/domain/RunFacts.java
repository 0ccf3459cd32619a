package io.basinwatch.tracker.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What a run announces of itself.
 *
 * @param heldout whether it has a held-out probe
 * @param end empty while the run is going
 */
public record RunFacts(
    String id,
    String name,
    String loss,
    String framework,
    boolean heldout,
    Instant startedAt,
    Optional<End> end) {

  /**
   * How a run ended.
   *
   * @param checkpoints that it published
   */
  public record End(Instant at, long checkpoints) {}

  /** When the run announced this. */
  Instant announcedAt() {
    return end.map(End::at).orElse(startedAt);
  }
}
