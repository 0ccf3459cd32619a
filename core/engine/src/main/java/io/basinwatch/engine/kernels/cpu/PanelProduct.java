package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.invoke.VarHandle.loadLoadFence;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/**
 * c = a b or c += a b, where b is one panel of two vectors' columns whose rows lie side by side. In
 * tiles of {@value Panels#ROWS} rows as in {@link PackedStep}, the last one shifted back.
 */
final class PanelProduct {
  private PanelProduct() {}

  /**
   * @param m rows, at least {@value Panels#ROWS}
   * @param row bytes of a from row to row
   * @param next bytes of a along k
   * @param b (k, two vectors)
   * @param width bytes of c from row to row
   */
  static void multiply(
      int m, int k, long a, long row, long next, long b, boolean add, long c, long width) {
    int full = m - m % Panels.ROWS;
    for (int i = 0; i < full; i += Panels.ROWS) {
      tile(k, a + i * row, row, next, b, add, c + i * width, width);
    }
    if (full < m) {
      rest(m, full, k, a, row, next, b, add, c, width);
    }
  }

  /** The rows that fill no tile. A sum must not be added to twice, so they go one by one then. */
  private static void rest(
      int m,
      int full,
      int k,
      long a,
      long row,
      long next,
      long b,
      boolean add,
      long c,
      long width) {
    if (!add) {
      int i = m - Panels.ROWS;
      tile(k, a + i * row, row, next, b, false, c + i * width, width);
      return;
    }
    for (int i = full; i < m; i++) {
      single(k, a + i * row, next, b, c + i * width);
    }
  }

  private static void single(int k, long a, long next, long b, long c) {
    FloatVector left = fromMemorySegment(FLOATS, ALL, c & ADDRESS_BITS, ORDER);
    FloatVector right = fromMemorySegment(FLOATS, ALL, c + 4L * LANES & ADDRESS_BITS, ORDER);
    for (int l = 0; l < k; l++) {
      long at = b + 8L * LANES * l;
      float v = ALL.get(JAVA_FLOAT_UNALIGNED, a + l * next);
      FloatVector factor = FloatVector.broadcast(FLOATS, v);
      left = factor.fma(fromMemorySegment(FLOATS, ALL, at, ORDER), left);
      right = factor.fma(fromMemorySegment(FLOATS, ALL, at + 4L * LANES, ORDER), right);
    }
    left.intoMemorySegment(ALL, c & ADDRESS_BITS, ORDER);
    right.intoMemorySegment(ALL, c + 4L * LANES & ADDRESS_BITS, ORDER);
  }

  /** Twelve sums take twelve of sixteen registers; see {@link PackedStep} for the fences. */
  private static void tile(
      int k, long a, long row, long next, long b, boolean add, long c, long width) {
    long c0 = c & ADDRESS_BITS;
    long c1 = c + width & ADDRESS_BITS;
    long c2 = c + 2 * width & ADDRESS_BITS;
    long c3 = c + 3 * width & ADDRESS_BITS;
    long c4 = c + 4 * width & ADDRESS_BITS;
    long c5 = c + 5 * width & ADDRESS_BITS;
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s40 = s00;
    FloatVector s41 = s00;
    FloatVector s50 = s00;
    FloatVector s51 = s00;
    if (add) {
      s00 = fromMemorySegment(FLOATS, ALL, c0, ORDER);
      s01 = fromMemorySegment(FLOATS, ALL, c0 + 4L * LANES, ORDER);
      s10 = fromMemorySegment(FLOATS, ALL, c1, ORDER);
      s11 = fromMemorySegment(FLOATS, ALL, c1 + 4L * LANES, ORDER);
      s20 = fromMemorySegment(FLOATS, ALL, c2, ORDER);
      s21 = fromMemorySegment(FLOATS, ALL, c2 + 4L * LANES, ORDER);
      s30 = fromMemorySegment(FLOATS, ALL, c3, ORDER);
      s31 = fromMemorySegment(FLOATS, ALL, c3 + 4L * LANES, ORDER);
      s40 = fromMemorySegment(FLOATS, ALL, c4, ORDER);
      s41 = fromMemorySegment(FLOATS, ALL, c4 + 4L * LANES, ORDER);
      s50 = fromMemorySegment(FLOATS, ALL, c5, ORDER);
      s51 = fromMemorySegment(FLOATS, ALL, c5 + 4L * LANES, ORDER);
    }
    long x = a & ADDRESS_BITS;
    long y = b & ADDRESS_BITS;
    for (int l = 0; l < k; l++) {
      FloatVector b0 = fromMemorySegment(FLOATS, ALL, y + 8L * LANES * l, ORDER);
      FloatVector b1 = fromMemorySegment(FLOATS, ALL, y + 8L * LANES * l + 4L * LANES, ORDER);
      FloatVector v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      s00 = v.fma(b0, s00);
      s01 = v.fma(b1, s01);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + row));
      s10 = v.fma(b0, s10);
      s11 = v.fma(b1, s11);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 2 * row));
      s20 = v.fma(b0, s20);
      s21 = v.fma(b1, s21);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 3 * row));
      s30 = v.fma(b0, s30);
      s31 = v.fma(b1, s31);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 4 * row));
      s40 = v.fma(b0, s40);
      s41 = v.fma(b1, s41);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 5 * row));
      s50 = v.fma(b0, s50);
      s51 = v.fma(b1, s51);
      x += next;
    }
    s00.intoMemorySegment(ALL, c0, ORDER);
    s01.intoMemorySegment(ALL, c0 + 4L * LANES, ORDER);
    s10.intoMemorySegment(ALL, c1, ORDER);
    s11.intoMemorySegment(ALL, c1 + 4L * LANES, ORDER);
    s20.intoMemorySegment(ALL, c2, ORDER);
    s21.intoMemorySegment(ALL, c2 + 4L * LANES, ORDER);
    s30.intoMemorySegment(ALL, c3, ORDER);
    s31.intoMemorySegment(ALL, c3 + 4L * LANES, ORDER);
    s40.intoMemorySegment(ALL, c4, ORDER);
    s41.intoMemorySegment(ALL, c4 + 4L * LANES, ORDER);
    s50.intoMemorySegment(ALL, c5, ORDER);
    s51.intoMemorySegment(ALL, c5 + 4L * LANES, ORDER);
  }
}
