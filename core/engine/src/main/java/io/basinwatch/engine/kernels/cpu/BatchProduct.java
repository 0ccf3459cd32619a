package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.invoke.VarHandle.loadLoadFence;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/**
 * The sums of a convolution over {@link BatchPlanes}: two vectors of images at a time, in tiles
 * whose sums stay in registers.
 */
final class BatchProduct {
  /** Outputs in a tile of {@link #outputs}. */
  static final int ROWS = 6;

  /** Outputs in a tile of {@link #weights}. */
  static final int OUTPUTS = 2;

  /** Taps in a tile of {@link #weights}. */
  static final int TAPS = 4;

  /** Positions in a tile of {@link #positions}. */
  static final int POSITIONS = 3;

  private static final long HALF = 4L * LANES;

  private BatchProduct() {}

  /**
   * {@value #ROWS} outputs at one position: y[i] = sum over l of w[i, l] x[taps[l]]. See {@link
   * PackedTile} for the fences. With a table in the heap, or a step that is a constant, the
   * compiler spills sums: half as fast.
   *
   * @param w rows of k weights, {@code step} bytes apart
   * @param x what the position sees
   * @param taps (k) bytes from there to each tap, 32-bit
   * @param next bytes from output to output
   */
  static void outputs(int k, long w, long step, long x, long taps, long y, long next) {
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
    long a = w & ADDRESS_BITS;
    long row = step * k;
    long start = x & ADDRESS_BITS;
    long table = taps & ADDRESS_BITS;
    for (int l = 0; l < k; l++) {
      long from = start + ALL.get(JAVA_INT_UNALIGNED, table + 4L * l) & ADDRESS_BITS;
      FloatVector b0 = fromMemorySegment(FLOATS, ALL, from, ORDER);
      FloatVector b1 = fromMemorySegment(FLOATS, ALL, from + HALF, ORDER);
      FloatVector v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a));
      s00 = v.fma(b0, s00);
      s01 = v.fma(b1, s01);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + row));
      s10 = v.fma(b0, s10);
      s11 = v.fma(b1, s11);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 2 * row));
      s20 = v.fma(b0, s20);
      s21 = v.fma(b1, s21);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 3 * row));
      s30 = v.fma(b0, s30);
      s31 = v.fma(b1, s31);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 4 * row));
      s40 = v.fma(b0, s40);
      s41 = v.fma(b1, s41);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 5 * row));
      s50 = v.fma(b0, s50);
      s51 = v.fma(b1, s51);
      a += step;
    }
    store(s00, s01, y);
    store(s10, s11, y + next);
    store(s20, s21, y + 2 * next);
    store(s30, s31, y + 3 * next);
    store(s40, s41, y + 4 * next);
    store(s50, s51, y + 5 * next);
  }

  private static void store(FloatVector first, FloatVector second, long y) {
    first.intoMemorySegment(ALL, y & ADDRESS_BITS, ORDER);
    second.intoMemorySegment(ALL, y + HALF & ADDRESS_BITS, ORDER);
  }

  /**
   * One output at {@value #POSITIONS} positions: y = sum over l of w[l] x[taps[l]].
   *
   * @param w (k) weights
   * @param taps (k) bytes from what a position sees first to each tap, 32-bit
   * @param x0 what the first position sees
   * @param y0 two vectors for the first position
   */
  static void positions(
      int k, long w, long taps, long x0, long x1, long x2, long y0, long y1, long y2) {
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    long a = w & ADDRESS_BITS;
    long first = x0 & ADDRESS_BITS;
    long second = x1 & ADDRESS_BITS;
    long third = x2 & ADDRESS_BITS;
    long table = taps & ADDRESS_BITS;
    for (int l = 0; l < k; l++) {
      long tap = ALL.get(JAVA_INT_UNALIGNED, table + 4L * l) & Integer.MAX_VALUE;
      FloatVector v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 4L * l));
      s00 = v.fma(fromMemorySegment(FLOATS, ALL, first + tap, ORDER), s00);
      s01 = v.fma(fromMemorySegment(FLOATS, ALL, first + tap + HALF, ORDER), s01);
      s10 = v.fma(fromMemorySegment(FLOATS, ALL, second + tap, ORDER), s10);
      s11 = v.fma(fromMemorySegment(FLOATS, ALL, second + tap + HALF, ORDER), s11);
      s20 = v.fma(fromMemorySegment(FLOATS, ALL, third + tap, ORDER), s20);
      s21 = v.fma(fromMemorySegment(FLOATS, ALL, third + tap + HALF, ORDER), s21);
      loadLoadFence();
    }
    store(s00, s01, y0);
    store(s10, s11, y1);
    store(s20, s21, y2);
  }

  /**
   * The weights of {@value #OUTPUTS} outputs and {@value #TAPS} taps: sums[i, j] = sum over places
   * and images of y[i, place] x[place + tap[j]], one vector each. The compiler loads all factors of
   * an iteration first; with more sums it spills some of them.
   *
   * @param count vectors of an output: two for each position
   * @param y the first output's vectors
   * @param next bytes from output to output
   * @param x planes, from the first tap on
   * @param places (count) bytes from there to what each vector meets, 32-bit
   * @param tap1 bytes from the first tap to the second
   * @param sums eight vectors, overwritten
   */
  static void weights(
      int count,
      long y,
      long next,
      long x,
      long places,
      long tap1,
      long tap2,
      long tap3,
      long sums) {
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    long y0 = y & ADDRESS_BITS;
    long y1 = y + next & ADDRESS_BITS;
    long table = places & ADDRESS_BITS;
    long t1 = tap1 & Integer.MAX_VALUE;
    long t2 = tap2 & Integer.MAX_VALUE;
    long t3 = tap3 & Integer.MAX_VALUE;
    for (int l = 0; l < count; l++) {
      long place = x + ALL.get(JAVA_INT_UNALIGNED, table + 4L * l) & ADDRESS_BITS;
      FloatVector a = fromMemorySegment(FLOATS, ALL, y0 + HALF * l, ORDER);
      FloatVector b = fromMemorySegment(FLOATS, ALL, y1 + HALF * l, ORDER);
      FloatVector v = fromMemorySegment(FLOATS, ALL, place, ORDER);
      s00 = v.fma(a, s00);
      s10 = v.fma(b, s10);
      v = fromMemorySegment(FLOATS, ALL, place + t1, ORDER);
      s01 = v.fma(a, s01);
      s11 = v.fma(b, s11);
      v = fromMemorySegment(FLOATS, ALL, place + t2, ORDER);
      s02 = v.fma(a, s02);
      s12 = v.fma(b, s12);
      v = fromMemorySegment(FLOATS, ALL, place + t3, ORDER);
      s03 = v.fma(a, s03);
      s13 = v.fma(b, s13);
      loadLoadFence();
    }
    long to = sums & ADDRESS_BITS;
    s00.intoMemorySegment(ALL, to, ORDER);
    s01.intoMemorySegment(ALL, to + HALF, ORDER);
    s02.intoMemorySegment(ALL, to + 2 * HALF, ORDER);
    s03.intoMemorySegment(ALL, to + 3 * HALF, ORDER);
    s10.intoMemorySegment(ALL, to + 4 * HALF, ORDER);
    s11.intoMemorySegment(ALL, to + 5 * HALF, ORDER);
    s12.intoMemorySegment(ALL, to + 6 * HALF, ORDER);
    s13.intoMemorySegment(ALL, to + 7 * HALF, ORDER);
  }
}
