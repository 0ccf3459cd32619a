package io.basinwatch.statistics.llc;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * What the rounding of losses in float32 does to an LLC: n beta times what they cannot tell. That
 * is the last digit of L_n(w*), or what L_n changes by where the last digits of w* change, which is
 * more where large numbers cancel.
 */
final class Rounding {
  private static final double LAST_DIGIT = 0x1p-24; // as a part of a number
  private static final int CHANGES = 4;

  private Rounding() {}

  /**
   * @param at L_n(w*)
   */
  static double of(LossFunction loss, double at, double inverseTemperature, RandomStream random) {
    Minibatch whole = Minibatch.whole(loss.sampleCount());
    ParameterVector w = loss.zeros();
    double most = LAST_DIGIT * Math.abs(at);
    for (int i = 0; i < CHANGES; i++) {
      w.fillNormal(random);
      w.multiply(loss.checkpoint());
      w.scale(2 * LAST_DIGIT);
      w.addScaled(1, loss.checkpoint());
      most = Math.max(most, Math.abs(loss.loss(w, whole) - at));
    }
    return inverseTemperature * most;
  }
}
