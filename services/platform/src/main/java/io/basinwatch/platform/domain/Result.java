package io.basinwatch.platform.domain;

import io.basinwatch.statistics.Estimate;

/**
 * An estimate with what it was made from.
 *
 * @param service that measured
 * @param seed that reproduces it
 */
public record Result(String service, Checkpoint checkpoint, long seed, Estimate estimate) {}
