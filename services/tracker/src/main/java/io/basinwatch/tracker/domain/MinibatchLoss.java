package io.basinwatch.tracker.domain;

import java.time.Instant;

/**
 * The newest loss of a batch of them.
 *
 * @param split train | heldout
 * @param at when the trainer sent it
 */
public record MinibatchLoss(String split, long step, double loss, Instant at) {
  public static final String TRAIN = "train";
  public static final String HELDOUT = "heldout";
}
