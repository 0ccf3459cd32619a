package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.VECTOR_BYTES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.MAX;

import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.kernels.KernelSpec.Reduce;
import jdk.incubator.vector.FloatVector;

/** Sums and maxima over one of three dimensions: along rows, or down columns. */
final class Reductions {
  private Reductions() {}

  static void reduce(Reduce s, long x, long y) {
    boolean sum = s.reduction() == Reduction.SUM;
    for (int outer = 0; outer < s.outer(); outer++) {
      long from = x + 4L * outer * s.reduced() * s.inner();
      long to = y + 4L * outer * s.inner();
      if (s.inner() == 1) {
        set(to, 0, sum ? sum(from, s.reduced()) : maximum(from, s.reduced()));
      } else if (sum) {
        sumColumns(from, to, s.reduced(), s.inner());
      } else {
        maximumOfColumns(from, to, s.reduced(), s.inner());
      }
    }
  }

  static float sum(long x, int n) {
    return n < 2 * LANES ? rest(0, x, 0, n) : sumOfMany(x, n);
  }

  private static float sumOfMany(long x, int n) {
    FloatVector first = FloatVector.zero(FLOATS);
    FloatVector second = first;
    int body = n - n % (2 * LANES);
    for (int i = 0; i < body; i += 2 * LANES) {
      first = first.add(fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER));
      second = second.add(fromMemorySegment(FLOATS, ALL, x + 4L * (i + LANES), ORDER));
    }
    return rest(VectorMath.sum(first.add(second)), x, body, n);
  }

  /** A sum, and the elements from one on. */
  private static float rest(float sum, long x, int from, int n) {
    float result = sum;
    for (int i = from; i < n; i++) {
      result += get(x, i);
    }
    return result;
  }

  static float maximum(long x, int n) {
    int body = FLOATS.loopBound(n);
    float result = Float.NEGATIVE_INFINITY;
    if (body > 0) {
      FloatVector largest = fromMemorySegment(FLOATS, ALL, x, ORDER);
      for (int i = LANES; i < body; i += LANES) {
        largest = largest.max(fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER));
      }
      result = largest.reduceLanes(MAX);
    }
    for (int i = body; i < n; i++) {
      result = Math.max(result, get(x, i));
    }
    return result;
  }

  /** Four vectors of columns at a time, so that each row is read in whole cache lines. */
  private static void sumColumns(long x, long y, int rows, int columns) {
    int column = 0;
    for (; column + 4 * LANES <= columns; column += 4 * LANES) {
      sumFourVectors(x + 4L * column, y + 4L * column, rows, columns);
    }
    for (; column + LANES <= columns; column += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int row = 0; row < rows; row++) {
        sum = sum.add(fromMemorySegment(FLOATS, ALL, x + 4L * row * columns + 4L * column, ORDER));
      }
      sum.intoMemorySegment(ALL, y + 4L * column, ORDER);
    }
    for (; column < columns; column++) {
      float sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += get(x + 4L * row * columns, column);
      }
      set(y, column, sum);
    }
  }

  private static void sumFourVectors(long x, long y, int rows, int columns) {
    FloatVector a = FloatVector.zero(FLOATS);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int row = 0; row < rows; row++) {
      long at = x + 4L * row * columns;
      a = a.add(fromMemorySegment(FLOATS, ALL, at, ORDER));
      b = b.add(fromMemorySegment(FLOATS, ALL, at + VECTOR_BYTES, ORDER));
      c = c.add(fromMemorySegment(FLOATS, ALL, at + 2 * VECTOR_BYTES, ORDER));
      d = d.add(fromMemorySegment(FLOATS, ALL, at + 3 * VECTOR_BYTES, ORDER));
    }
    a.intoMemorySegment(ALL, y, ORDER);
    b.intoMemorySegment(ALL, y + VECTOR_BYTES, ORDER);
    c.intoMemorySegment(ALL, y + 2 * VECTOR_BYTES, ORDER);
    d.intoMemorySegment(ALL, y + 3 * VECTOR_BYTES, ORDER);
  }

  private static void maximumOfColumns(long x, long y, int rows, int columns) {
    VectorMath.fill(y, Float.NEGATIVE_INFINITY, columns);
    int body = FLOATS.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      long at = x + 4L * row * columns;
      for (int i = 0; i < body; i += LANES) {
        fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER)
            .max(fromMemorySegment(FLOATS, ALL, at + 4L * i, ORDER))
            .intoMemorySegment(ALL, y + 4L * i, ORDER);
      }
      for (int i = body; i < columns; i++) {
        set(y, i, Math.max(get(y, i), get(at, i)));
      }
    }
  }
}
