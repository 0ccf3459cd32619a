package io.basinwatch.tracker.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What a run announces of itself.
 *
 * @param heldout whether it has a held-out probe
 * @param finishedAt empty while the run is going
 */
public record RunFacts(
    String id,
    String name,
    String loss,
    String framework,
    boolean heldout,
    Instant startedAt,
    Optional<Instant> finishedAt) {}
