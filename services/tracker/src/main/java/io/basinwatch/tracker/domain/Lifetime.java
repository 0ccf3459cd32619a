package io.basinwatch.tracker.domain;

import java.time.Duration;

/**
 * How long a run is exported.
 *
 * @param grace after it is over and fully measured, so that its last values are scraped
 * @param silence after its last news, whatever its state: a trainer that was killed never finishes;
 *     news brings it back
 */
public record Lifetime(Duration grace, Duration silence) {}
