package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.kernels.KernelSpec.CumulativeSum;
import io.basinwatch.engine.kernels.KernelSpec.Reduce;

/** Sums and maxima. */
final class Reductions {
  private Reductions() {}

  static void reduce(Reduce s, long x, long y) {
    for (int outer = 0; outer < s.outer(); outer++) {
      for (int inner = 0; inner < s.inner(); inner++) {
        boolean sum = s.reduction() == Reduction.SUM;
        double result = sum ? 0 : Double.NEGATIVE_INFINITY;
        for (int i = 0; i < s.reduced(); i++) {
          double next = Reals.get(x, ((long) outer * s.reduced() + i) * s.inner() + inner);
          result = sum ? result + next : Math.max(result, next);
        }
        Reals.set(y, (long) outer * s.inner() + inner, result);
      }
    }
  }

  static void cumulativeSum(CumulativeSum s, long x, long y) {
    for (int outer = 0; outer < s.outer(); outer++) {
      for (int inner = 0; inner < s.inner(); inner++) {
        double sum = 0;
        for (int step = 0; step < s.length(); step++) {
          int i = s.reverse() ? s.length() - 1 - step : step;
          long at = ((long) outer * s.length() + i) * s.inner() + inner;
          sum += Reals.get(x, at);
          Reals.set(y, at, sum);
        }
      }
    }
  }
}
