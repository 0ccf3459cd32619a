package io.basinwatch.statistics.testing;

/**
 * f(x) = sum_h v_h tanh(u_h x) with squared error on a truth of zero, x on a grid over [-1, 1], at
 * the origin.
 */
public final class TanhNetwork {
  private static final int POINTS = 21;

  private TanhNetwork() {}

  public static AnalyticLoss of(int hidden) {
    return new AnalyticLoss(
        Networks.matrices(hidden, 1, 1, hidden),
        POINTS,
        (w, i, gradient) -> loss(w, hidden, -1 + 2.0 * i / (POINTS - 1), gradient),
        new double[2 * hidden]);
  }

  private static double loss(double[] w, int hidden, double x, double[] gradient) {
    double output = 0;
    for (int h = 0; h < hidden; h++) {
      output += w[hidden + h] * Math.tanh(w[h] * x);
    }
    for (int h = 0; h < hidden; h++) {
      double tanh = Math.tanh(w[h] * x);
      gradient[h] += output * w[hidden + h] * (1 - tanh * tanh) * x;
      gradient[hidden + h] += output * tanh;
    }
    return output * output / 2;
  }
}
