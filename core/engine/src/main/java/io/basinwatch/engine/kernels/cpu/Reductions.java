package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.load;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static io.basinwatch.engine.kernels.cpu.VectorMath.store;
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
    if (n < 2 * LANES) {
      return rest(0, x, 0, n);
    }
    FloatVector first = FloatVector.zero(FLOATS);
    FloatVector second = first;
    int body = n - n % (2 * LANES);
    for (int i = 0; i < body; i += 2 * LANES) {
      first = first.add(load(x, i));
      second = second.add(load(x, i + LANES));
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
      FloatVector largest = load(x, 0);
      for (int i = LANES; i < body; i += LANES) {
        largest = largest.max(load(x, i));
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
        sum = sum.add(load(x + 4L * row * columns, column));
      }
      store(sum, y, column);
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
      a = a.add(load(at, 0));
      b = b.add(load(at, LANES));
      c = c.add(load(at, 2 * LANES));
      d = d.add(load(at, 3 * LANES));
    }
    store(a, y, 0);
    store(b, y, LANES);
    store(c, y, 2 * LANES);
    store(d, y, 3 * LANES);
  }

  private static void maximumOfColumns(long x, long y, int rows, int columns) {
    VectorMath.copy(x, y, columns);
    int body = FLOATS.loopBound(columns);
    for (int row = 1; row < rows; row++) {
      long at = x + 4L * row * columns;
      for (int i = 0; i < body; i += LANES) {
        store(load(y, i).max(load(at, i)), y, i);
      }
      for (int i = body; i < columns; i++) {
        set(y, i, Math.max(get(y, i), get(at, i)));
      }
    }
  }
}
