package io.basinwatch.engine.kernels.cpu;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS's product of matrices at plain addresses. Allocates nothing; for one thread. */
final class Blas {
  static {
    OpenBlas.load();
  }

  /** A pointer that is moved instead of being made anew. */
  private static final class At extends FloatPointer {
    At() {
      super((Pointer) null);
    }

    void move(long to) {
      address = to;
    }
  }

  private final At left = new At();
  private final At right = new At();
  private final At product = new At();

  /**
   * c = op(a) op(b) + beta c.
   *
   * @param a (m, k), or (k, m) where transposed; {@code nextA} elements from row to row
   * @param b (k, n), or (n, k) where transposed
   * @param c (m, n)
   */
  void multiply(
      int m,
      int n,
      int k,
      long a,
      int nextA,
      boolean transposeA,
      long b,
      int nextB,
      boolean transposeB,
      float beta,
      long c,
      int nextC) {
    left.move(a);
    right.move(b);
    product.move(c);
    openblas_nolapack.cblas_sgemm(
        OpenBlas.ROW_MAJOR,
        transposeA ? OpenBlas.TRANSPOSED : OpenBlas.PLAIN,
        transposeB ? OpenBlas.TRANSPOSED : OpenBlas.PLAIN,
        m,
        n,
        k,
        1f,
        left,
        nextA,
        right,
        nextB,
        beta,
        product,
        nextC);
  }
}
