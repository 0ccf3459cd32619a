package io.basinwatch.platform.domain;

import java.time.Instant;

/**
 * Weights that a run saved.
 *
 * @param step optimiser steps taken; 0 is the initial weights
 */
public record Checkpoint(String run, long step, Reference weights, Instant savedAt) {}
