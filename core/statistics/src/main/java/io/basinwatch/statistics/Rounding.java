package io.basinwatch.statistics;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * What rounding hides of a loss L_B(w*): its last digit, or what L_B changes by where the last
 * digits of w* change, which is more where large numbers cancel.
 */
public final class Rounding {
  /** As a part of a value, more is a warning. */
  public static final double MOST = 0.03;

  private static final int CHANGES = 4;

  private Rounding() {}

  /**
   * @param at L_B(w*)
   * @return in the loss's unit
   */
  public static double of(LossFunction loss, Minibatch batch, double at, RandomStream random) {
    double unit = loss.checkpoint().unitRoundoff();
    ParameterVector w = loss.zeros();
    double most = unit * Math.abs(at);
    for (int i = 0; i < CHANGES; i++) {
      w.fillNormal(random);
      w.multiply(loss.checkpoint());
      w.scale(2 * unit);
      w.addScaled(1, loss.checkpoint());
      most = Math.max(most, Math.abs(loss.loss(w, batch) - at));
    }
    return most;
  }
}
