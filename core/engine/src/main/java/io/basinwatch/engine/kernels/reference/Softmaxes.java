package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.KernelSpec.CrossEntropy;
import io.basinwatch.engine.kernels.KernelSpec.Softmax;
import io.basinwatch.engine.kernels.Operand;
import java.util.List;

/** Softmax and what is computed with it. */
final class Softmaxes {
  private Softmaxes() {}

  static void softmax(Softmax s, long x, long y) {
    for (int row = 0; row < s.rows(); row++) {
      long first = (long) row * s.columns();
      Normalizer normalizer = Normalizer.of(x, first, s.columns());
      for (long i = first; i < first + s.columns(); i++) {
        double logarithm = normalizer.logarithm(Reals.get(x, i));
        Reals.set(y, i, s.logarithm() ? logarithm : Math.exp(logarithm));
      }
    }
  }

  static void crossEntropy(CrossEntropy s, List<Operand> in, List<Operand> out) {
    long logits = in.get(0).address();
    for (int row = 0; row < s.rows(); row++) {
      long first = (long) row * s.columns();
      int target = Reals.integer(in.get(1).address(), row);
      Normalizer normalizer = Normalizer.of(logits, first, s.columns());
      Reals.set(
          out.get(0).address(), row, -normalizer.logarithm(Reals.get(logits, first + target)));
      if (s.gradient()) {
        double scale = Reals.get(in.get(2).address(), s.scalarScale() ? 0 : row);
        for (int c = 0; c < s.columns(); c++) {
          double probability = Math.exp(normalizer.logarithm(Reals.get(logits, first + c)));
          double residual = probability - (c == target ? 1 : 0);
          Reals.set(out.get(1).address(), first + c, scale * residual);
        }
      }
    }
  }

  /**
   * Of a row: beside a largest element that is very large the sum's logarithm would be rounded away
   * if both were one number.
   */
  private record Normalizer(double largest, double logSum) {
    static Normalizer of(long x, long first, int count) {
      double largest = Double.NEGATIVE_INFINITY;
      for (long i = first; i < first + count; i++) {
        largest = Math.max(largest, Reals.get(x, i));
      }
      double sum = 0;
      for (long i = first; i < first + count; i++) {
        sum += Math.exp(Reals.get(x, i) - largest);
      }
      return new Normalizer(largest, Math.log(sum));
    }

    double logarithm(double logit) {
      return logit - largest - logSum;
    }
  }
}
