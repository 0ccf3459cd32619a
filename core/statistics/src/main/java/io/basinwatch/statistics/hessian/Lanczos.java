package io.basinwatch.statistics.hessian;

import io.basinwatch.engine.Curvature;
import io.basinwatch.engine.Interruption;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import java.util.Arrays;

/**
 * The ends of the Hessian's spectrum at a checkpoint by the Lanczos recurrence from a random
 * vector. Without reorthogonalisation, in three vectors' memory: lost orthogonality repeats
 * eigenvalues that have converged but moves none (Paige 1976).
 */
final class Lanczos {
  private final LossFunction loss;
  private final Minibatch whole;
  private ParameterVector previous;
  private ParameterVector current;
  private ParameterVector next;

  Lanczos(LossFunction loss) {
    this.loss = loss;
    this.whole = Minibatch.whole(loss.sampleCount());
    this.previous = loss.zeros();
    this.current = loss.zeros();
    this.next = loss.zeros();
  }

  /**
   * A Ritz value.
   *
   * @param residual |H v - value v| of its unit Ritz vector v: some eigenvalue lies so close
   */
  record Ritz(double value, double residual) {}

  /**
   * The lowest and the highest Ritz value.
   *
   * @param iterations Hessian-vector products taken
   */
  record Ends(Ritz lowest, Ritz highest, int iterations) {

    /** The spectral norm. */
    double norm() {
      return Math.max(Math.abs(lowest.value), Math.abs(highest.value));
    }

    /** The larger residual, in units of the spectral norm. */
    double relativeResidual() {
      return norm() == 0 ? 0 : Math.max(lowest.residual, highest.residual) / norm();
    }
  }

  /**
   * @param tolerance of the residuals, in units of the spectral norm
   */
  Ends run(int iterations, double tolerance, RandomStream random) {
    try (Curvature curvature = loss.curvature(loss.checkpoint(), whole)) {
      return run(curvature, iterations, tolerance, random);
    }
  }

  private Ends run(Curvature hessian, int iterations, double tolerance, RandomStream random) {
    double[] diagonal = new double[iterations];
    double[] below = new double[iterations];
    current.fillNormal(random);
    current.scale(1 / current.norm());
    Ends ends = null;
    for (int k = 0; k < iterations; k++) {
      diagonal[k] = multiply(hessian, k == 0 ? 0 : below[k - 1]);
      below[k] = next.norm();
      if (!Double.isFinite(diagonal[k]) || !Double.isFinite(below[k])) {
        Ritz none = new Ritz(Double.NaN, Double.NaN);
        return new Ends(none, none, k + 1);
      }
      ends = ends(diagonal, below, k + 1);
      if (ends.relativeResidual() <= tolerance) {
        break;
      }
      shift(below[k]);
    }
    return ends;
  }

  /** next = H current - alpha current - beta previous; returns alpha. */
  private double multiply(Curvature hessian, double beta) {
    Interruption.check();
    hessian.product(current, next);
    next.addScaled(-beta, previous);
    double alpha = next.dot(current);
    next.addScaled(-alpha, current);
    return alpha;
  }

  private void shift(double beta) {
    ParameterVector spare = previous;
    previous = current;
    current = next;
    current.scale(1 / beta);
    next = spare;
  }

  private static Ends ends(double[] diagonal, double[] below, int size) {
    Tridiagonal.Pair[] pairs =
        Tridiagonal.eigenpairs(Arrays.copyOf(diagonal, size), Arrays.copyOf(below, size));
    double beta = below[size - 1];
    return new Ends(ritz(pairs[0], beta), ritz(pairs[size - 1], beta), size);
  }

  private static Ritz ritz(Tridiagonal.Pair pair, double beta) {
    return new Ritz(pair.value(), beta * Math.abs(pair.lastComponent()));
  }
}
