package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.basinwatch.engine.kernels.KernelSpec.Softmax;

/** Softmax and its logarithm, row by row; y may be x. */
final class Softmaxes {
  private Softmaxes() {}

  static void softmax(Softmax s, long x, long y) {
    if (s.columns() < LANES && !s.logarithm()) {
      shortProbabilities(s, x, y);
      return;
    }
    for (int row = 0; row < s.rows(); row++) {
      long at = 4L * row * s.columns();
      if (s.logarithm()) {
        logarithm(x + at, y + at, s.columns());
      } else {
        probabilities(x + at, y + at, s.columns());
      }
    }
  }

  private static void probabilities(long x, long y, int n) {
    float sum = Exponentials.write(x, y, Exponentials.largest(x, n), n);
    VectorMath.scale(y, 1 / sum, n);
  }

  /** With all rows as one, where a row does not fill a vector. */
  private static void shortProbabilities(Softmax s, long x, long y) {
    int n = s.columns();
    for (int row = 0; row < s.rows(); row++) {
      Exponentials.center(x + 4L * row * n, y + 4L * row * n, n);
    }
    Exponentials.write(y, y, 0f, s.rows() * n);
    for (int row = 0; row < s.rows(); row++) {
      long at = y + 4L * row * n;
      VectorMath.scale(at, 1 / Reductions.sum(at, n), n);
    }
  }

  /** A large largest element would round the sum's logarithm away if both were one number. */
  private static void logarithm(long x, long y, int n) {
    float largest = Exponentials.largest(x, n);
    float logSum = (float) Math.log(Exponentials.sum(x, largest, n));
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER)
          .sub(largest)
          .sub(logSum)
          .intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, get(x, i) - largest - logSum);
    }
  }
}
