package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.Operand;
import java.util.List;

/** Matrix products. */
final class Products {
  private Products() {}

  static void gemm(Gemm s, List<Operand> in, Operand out) {
    for (int batch = 0; batch < s.batch(); batch++) {
      for (int i = 0; i < s.m(); i++) {
        for (int j = 0; j < s.n(); j++) {
          long at = ((long) batch * s.m() + i) * s.n() + j;
          double product = element(s, in, batch, i, j);
          Reals.set(out.address(), at, epilogue(s, in, product, at, j));
        }
      }
    }
  }

  private static double element(Gemm s, List<Operand> in, int batch, int i, int j) {
    long a = s.sharedA() ? 0 : (long) batch * s.m() * s.k();
    long b = s.sharedB() ? 0 : (long) batch * s.k() * s.n();
    double sum = 0;
    for (int l = 0; l < s.k(); l++) {
      long left = a + (s.transposeA() ? (long) l * s.m() + i : (long) i * s.k() + l);
      long right = b + (s.transposeB() ? (long) j * s.k() + l : (long) l * s.n() + j);
      sum += Reals.get(in.get(0).address(), left) * Reals.get(in.get(1).address(), right);
    }
    return sum;
  }

  private static double epilogue(Gemm s, List<Operand> in, double x, long at, int column) {
    return switch (s.epilogue()) {
      case NONE -> x;
      case BIAS -> x + Reals.get(in.get(2).address(), column);
      case BIAS_RELU -> Math.max(x + Reals.get(in.get(2).address(), column), 0);
      case MASK -> Reals.get(in.get(2).address(), at) > 0 ? x : 0;
    };
  }
}
