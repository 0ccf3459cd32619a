package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import jdk.incubator.vector.FloatVector;

/** What follows a matrix product, in place. */
final class Epilogues {
  private Epilogues() {}

  static void apply(Gemm spec, long extra, long c) {
    int rows = spec.batch() * spec.m();
    switch (spec.epilogue()) {
      case NONE -> {}
      case BIAS -> rows(c, extra, rows, spec.n(), false);
      case BIAS_RELU -> rows(c, extra, rows, spec.n(), true);
      case MASK -> mask(c, extra, rows * spec.n());
    }
  }

  private static void rows(long c, long bias, int rows, int n, boolean rectify) {
    for (int row = 0; row < rows; row++) {
      long at = c + 4L * row * n;
      if (rectify) {
        addAndRectify(at, bias, n);
      } else {
        VectorMath.addScaled(at, 1f, bias, n);
      }
    }
  }

  /** c = max(c + bias, 0). The last vector is as in {@link VectorMath#scale}. */
  private static void addAndRectify(long c, long bias, int n) {
    if (n < LANES) {
      for (int i = 0; i < n; i++) {
        set(c, i, Math.max(get(c, i) + get(bias, i), 0f));
      }
      return;
    }
    int body = n - LANES;
    FloatVector last =
        fromMemorySegment(FLOATS, ALL, c + 4L * body, ORDER)
            .add(fromMemorySegment(FLOATS, ALL, bias + 4L * body, ORDER));
    for (int i = 0; i < body; i += LANES) {
      FloatVector x =
          fromMemorySegment(FLOATS, ALL, c + 4L * i, ORDER)
              .add(fromMemorySegment(FLOATS, ALL, bias + 4L * i, ORDER));
      x.blend(0f, x.compare(LT, 0f)).intoMemorySegment(ALL, c + 4L * i, ORDER);
    }
    last.blend(0f, last.compare(LT, 0f)).intoMemorySegment(ALL, c + 4L * body, ORDER);
  }

  /** c = max(c, 0). */
  static void rectify(long c, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector x = fromMemorySegment(FLOATS, ALL, c + 4L * i, ORDER);
      x.blend(0f, x.compare(LT, 0f)).intoMemorySegment(ALL, c + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(c, i, Math.max(get(c, i), 0f));
    }
  }

  private static void mask(long c, long mask, int n) {
    FloatVector zero = FloatVector.zero(FLOATS);
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      zero.blend(
              fromMemorySegment(FLOATS, ALL, c + 4L * i, ORDER),
              fromMemorySegment(FLOATS, ALL, mask + 4L * i, ORDER).compare(GT, zero))
          .intoMemorySegment(ALL, c + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(c, i, get(mask, i) > 0 ? get(c, i) : 0f);
    }
  }
}
