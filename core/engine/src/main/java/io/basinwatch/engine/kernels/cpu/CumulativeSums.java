package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.basinwatch.engine.kernels.KernelSpec.CumulativeSum;

/** Running sums: each row is the one before it plus what stands there. */
final class CumulativeSums {
  private CumulativeSums() {}

  static void run(CumulativeSum s, long x, long y) {
    int inner = s.inner();
    int first = s.reverse() ? s.length() - 1 : 0;
    long step = s.reverse() ? -4L * inner : 4L * inner;
    for (int outer = 0; outer < s.outer(); outer++) {
      long at = 4L * (outer * s.length() + first) * inner;
      if (inner == 1) {
        line(x + at, y + at, step, s.length());
        continue;
      }
      for (int i = 0; i < s.length(); i++, at += step) {
        if (i == 0) {
          VectorMath.copy(x + at, y + at, inner);
        } else {
          add(x + at, y + at - step, y + at, inner);
        }
      }
    }
  }

  /** In float64, which costs nothing beside the chain of additions. */
  private static void line(long x, long y, long step, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += get(x + i * step, 0);
      set(y + i * step, 0, (float) sum);
    }
  }

  private static void add(long x, long before, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER)
          .add(fromMemorySegment(FLOATS, ALL, before + 4L * i, ORDER))
          .intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, get(x, i) + get(before, i));
    }
  }
}
