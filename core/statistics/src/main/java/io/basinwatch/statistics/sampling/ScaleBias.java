package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.ParameterVector;

/**
 * What {@link RmspropSgld} adds to the LLC as it leaves out the derivative of G. Its chains have
 * E[G_i (1 - x_i grad_i U)] = 0 with x = w - w*, whatever G follows and however late; so x_i grad_i
 * U has the mean 1 - Cov(G_i, x_i grad_i U)/E[G_i] in place of 1. On a quadratic n beta (L - L*) is
 * n beta x . grad L / 2.
 */
final class ScaleBias {
  private final ParameterVector scales; // (parameters), mean of G over the draws so far
  private final ParameterVector products; // (parameters), mean of x_i grad_i L_B
  private long draws;

  ScaleBias(LossFunction loss) {
    this.scales = loss.zeros();
    this.products = loss.zeros();
  }

  /**
   * Of a draw: -n beta/2 sum_i (G_i/E[G_i] - 1) (x_i grad_i L_B - E[x_i grad_i L]), whose mean over
   * draws is what is added (Welford 1962): for E[G_i] it takes the mean over earlier draws, for the
   * other that up to this one. The first draw has 0.
   *
   * @param squares v from before the minibatch was drawn
   */
  double add(
      ParameterVector squares, ParameterVector w, ParameterVector gradient, Posterior posterior) {
    draws++;
    double sum = 0;
    for (int i = 0; i < scales.size(); i++) {
      double scale = RmspropSgld.scale(squares.get(i));
      double product = (w.get(i) - posterior.anchor().get(i)) * gradient.get(i);
      double before = draws == 1 ? scale : scales.get(i);
      scales.set(i, before + (scale - before) / draws);
      products.set(i, products.get(i) + (product - products.get(i)) / draws);
      sum += (scale / before - 1) * (product - products.get(i));
    }
    return -posterior.inverseTemperature() / 2 * sum;
  }
}
