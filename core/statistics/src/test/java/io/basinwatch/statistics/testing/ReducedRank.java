package io.basinwatch.statistics.testing;

/**
 * Reduced-rank regression with M = 5 inputs, rank H = 3 and N = 5 outputs in the limit of infinite
 * data with white inputs: K(A, B) = 1/2 |B A - T|^2 with T of rank r.
 */
public final class ReducedRank {
  private static final int INPUTS = 5;
  private static final int RANK = 3;
  private static final int OUTPUTS = 5;
  private static final double[] SINGULAR_VALUES = {1.5, 1.2, 0.9};

  private ReducedRank() {}

  /**
   * At the balanced factorisation of T; the origin for r = 0.
   *
   * @param rank r, from 0 to 3
   */
  public static AnalyticLoss ofTrueRank(int rank) {
    int sizeA = RANK * INPUTS;
    double[] checkpoint = new double[sizeA + OUTPUTS * RANK];
    double[] target = new double[OUTPUTS * INPUTS];
    for (int k = 0; k < rank; k++) {
      target[k * INPUTS + k] = SINGULAR_VALUES[k];
      checkpoint[k * INPUTS + k] = Math.sqrt(SINGULAR_VALUES[k]);
      checkpoint[sizeA + k * RANK + k] = Math.sqrt(SINGULAR_VALUES[k]);
    }
    return new AnalyticLoss(
        Networks.matrices(RANK, INPUTS, OUTPUTS, RANK),
        1,
        (w, i, gradient) -> loss(w, target, gradient),
        checkpoint);
  }

  private static double loss(double[] w, double[] target, double[] gradient) {
    int sizeA = RANK * INPUTS;
    double loss = 0;
    for (int o = 0; o < OUTPUTS; o++) {
      for (int i = 0; i < INPUTS; i++) {
        double residual = -target[o * INPUTS + i];
        for (int k = 0; k < RANK; k++) {
          residual += w[sizeA + o * RANK + k] * w[k * INPUTS + i];
        }
        loss += residual * residual / 2;
        for (int k = 0; k < RANK; k++) {
          gradient[k * INPUTS + i] += residual * w[sizeA + o * RANK + k];
          gradient[sizeA + o * RANK + k] += residual * w[k * INPUTS + i];
        }
      }
    }
    return loss;
  }
}
