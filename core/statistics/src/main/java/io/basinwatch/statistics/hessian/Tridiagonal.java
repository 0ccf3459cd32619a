package io.basinwatch.statistics.hessian;

import java.util.Arrays;

/**
 * Eigenvalues of a symmetric tridiagonal matrix, and the last component of each eigenvector, by the
 * QL algorithm with implicit shifts (Golub, Van Loan, section 8.3).
 */
final class Tridiagonal {
  private static final int MOST_SWEEPS = 60;

  private final double[] diagonal; // (size), the eigenvalues at the end
  private final double[] below; // (size), element i couples i and i + 1
  private final double[] last; // (size), last row of the eigenvector matrix

  private Tridiagonal(double[] diagonal, double[] below) {
    int size = diagonal.length;
    this.diagonal = diagonal.clone();
    this.below = Arrays.copyOf(below, size);
    this.below[size - 1] = 0;
    this.last = new double[size];
    this.last[size - 1] = 1;
  }

  /**
   * One eigenpair.
   *
   * @param value the eigenvalue
   * @param lastComponent of its unit eigenvector
   */
  record Pair(double value, double lastComponent) {}

  /**
   * In the order of their eigenvalues.
   *
   * @param diagonal (size)
   * @param below (size - 1 or more), the elements beside the diagonal
   */
  static Pair[] eigenpairs(double[] diagonal, double[] below) {
    Tridiagonal matrix = new Tridiagonal(diagonal, below);
    for (int l = 0; l < diagonal.length; l++) {
      matrix.isolate(l);
    }
    Pair[] pairs = new Pair[diagonal.length];
    Arrays.setAll(pairs, i -> new Pair(matrix.diagonal[i], matrix.last[i]));
    Arrays.sort(pairs, (a, b) -> Double.compare(a.value, b.value));
    return pairs;
  }

  /** Sweeps until element l is an eigenvalue. */
  private void isolate(int l) {
    for (int sweep = 0; blockEnd(l) > l; sweep++) {
      if (sweep == MOST_SWEEPS) {
        throw new ArithmeticException("QL does not converge for eigenvalue " + l);
      }
      sweep(l, blockEnd(l));
    }
  }

  /** The end of the unreduced block that starts at l. */
  private int blockEnd(int l) {
    int m = l;
    while (m < diagonal.length - 1) {
      double scale = Math.abs(diagonal[m]) + Math.abs(diagonal[m + 1]);
      if (Math.abs(below[m]) <= Math.ulp(scale)) {
        break;
      }
      m++;
    }
    return m;
  }

  private void sweep(int l, int m) {
    double half = (diagonal[l + 1] - diagonal[l]) / (2 * below[l]);
    double root = Math.hypot(half, 1);
    double g = diagonal[m] - diagonal[l] + below[l] / (half + Math.copySign(root, half));
    double sine = 1;
    double cosine = 1;
    double shift = 0;
    for (int i = m - 1; i >= l; i--) {
      double f = sine * below[i];
      double b = cosine * below[i];
      double norm = Math.hypot(f, g);
      below[i + 1] = norm;
      if (norm == 0) {
        diagonal[i + 1] -= shift;
        below[m] = 0;
        return;
      }
      sine = f / norm;
      cosine = g / norm;
      g = diagonal[i + 1] - shift;
      double r = (diagonal[i] - g) * sine + 2 * cosine * b;
      shift = sine * r;
      diagonal[i + 1] = g + shift;
      g = cosine * r - b;
      rotate(i, sine, cosine);
    }
    diagonal[l] -= shift;
    below[l] = g;
    below[m] = 0;
  }

  private void rotate(int i, double sine, double cosine) {
    double upper = last[i + 1];
    last[i + 1] = sine * last[i] + cosine * upper;
    last[i] = cosine * last[i] - sine * upper;
  }
}
