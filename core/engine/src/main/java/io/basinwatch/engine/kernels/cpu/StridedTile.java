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

/** A tile as {@link PackedTile}, but its rows of a lie where they are. */
final class StridedTile {
  private static final long HALF = 4L * LANES;

  private StridedTile() {}

  /**
   * @param a ({@link Panels#ROWS}, k), {@code stride} bytes from row to row and {@code next} along
   *     k
   * @param b (k, two vectors)
   * @param sums ({@link Panels#ROWS}, two vectors), overwritten
   */
  static void multiply(int k, long a, long stride, long next, long b, long sums) {
    if (Panels.ROWS == 8) {
      eight(k, a, stride, next, b, sums);
    } else {
      six(k, a, stride, next, b, sums);
    }
  }

  private static void eight(int k, long a, long stride, long next, long b, long sums) {
    long one = stride & Integer.MAX_VALUE;
    long two = 2 * one;
    long three = 3 * one;
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
    FloatVector s60 = s00;
    FloatVector s61 = s00;
    FloatVector s70 = s00;
    FloatVector s71 = s00;
    long x = a;
    long end = b + HALF * 2 * k;
    for (long y = b; y < end; y += 2 * HALF) {
      long left = y & ADDRESS_BITS;
      FloatVector b0 = fromMemorySegment(FLOATS, ALL, left, ORDER);
      FloatVector b1 = fromMemorySegment(FLOATS, ALL, left + HALF, ORDER);
      long row = x & ADDRESS_BITS;
      FloatVector v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row));
      s00 = v.fma(b0, s00);
      s01 = v.fma(b1, s01);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + one));
      s10 = v.fma(b0, s10);
      s11 = v.fma(b1, s11);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + two));
      s20 = v.fma(b0, s20);
      s21 = v.fma(b1, s21);
      row += three;
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row));
      s30 = v.fma(b0, s30);
      s31 = v.fma(b1, s31);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + one));
      s40 = v.fma(b0, s40);
      s41 = v.fma(b1, s41);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + two));
      s50 = v.fma(b0, s50);
      s51 = v.fma(b1, s51);
      row += three;
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row));
      s60 = v.fma(b0, s60);
      s61 = v.fma(b1, s61);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + one));
      s70 = v.fma(b0, s70);
      s71 = v.fma(b1, s71);
      x += next;
    }
    long to = sums & ADDRESS_BITS;
    s00.intoMemorySegment(ALL, to, ORDER);
    s01.intoMemorySegment(ALL, to + HALF, ORDER);
    s10.intoMemorySegment(ALL, to + 2 * HALF, ORDER);
    s11.intoMemorySegment(ALL, to + 3 * HALF, ORDER);
    s20.intoMemorySegment(ALL, to + 4 * HALF, ORDER);
    s21.intoMemorySegment(ALL, to + 5 * HALF, ORDER);
    s30.intoMemorySegment(ALL, to + 6 * HALF, ORDER);
    s31.intoMemorySegment(ALL, to + 7 * HALF, ORDER);
    s40.intoMemorySegment(ALL, to + 8 * HALF, ORDER);
    s41.intoMemorySegment(ALL, to + 9 * HALF, ORDER);
    s50.intoMemorySegment(ALL, to + 10 * HALF, ORDER);
    s51.intoMemorySegment(ALL, to + 11 * HALF, ORDER);
    s60.intoMemorySegment(ALL, to + 12 * HALF, ORDER);
    s61.intoMemorySegment(ALL, to + 13 * HALF, ORDER);
    s70.intoMemorySegment(ALL, to + 14 * HALF, ORDER);
    s71.intoMemorySegment(ALL, to + 15 * HALF, ORDER);
  }

  private static void six(int k, long a, long stride, long next, long b, long sums) {
    long one = stride & Integer.MAX_VALUE;
    long two = 2 * one;
    long three = 3 * one;
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
    long x = a;
    long end = b + HALF * 2 * k;
    for (long y = b; y < end; y += 2 * HALF) {
      long left = y & ADDRESS_BITS;
      FloatVector b0 = fromMemorySegment(FLOATS, ALL, left, ORDER);
      FloatVector b1 = fromMemorySegment(FLOATS, ALL, left + HALF, ORDER);
      long row = x & ADDRESS_BITS;
      FloatVector v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row));
      s00 = v.fma(b0, s00);
      s01 = v.fma(b1, s01);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + one));
      s10 = v.fma(b0, s10);
      s11 = v.fma(b1, s11);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + two));
      s20 = v.fma(b0, s20);
      s21 = v.fma(b1, s21);
      loadLoadFence();
      row += three;
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row));
      s30 = v.fma(b0, s30);
      s31 = v.fma(b1, s31);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + one));
      s40 = v.fma(b0, s40);
      s41 = v.fma(b1, s41);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, row + two));
      s50 = v.fma(b0, s50);
      s51 = v.fma(b1, s51);
      x += next;
    }
    long to = sums & ADDRESS_BITS;
    s00.intoMemorySegment(ALL, to, ORDER);
    s01.intoMemorySegment(ALL, to + HALF, ORDER);
    s10.intoMemorySegment(ALL, to + 2 * HALF, ORDER);
    s11.intoMemorySegment(ALL, to + 3 * HALF, ORDER);
    s20.intoMemorySegment(ALL, to + 4 * HALF, ORDER);
    s21.intoMemorySegment(ALL, to + 5 * HALF, ORDER);
    s30.intoMemorySegment(ALL, to + 6 * HALF, ORDER);
    s31.intoMemorySegment(ALL, to + 7 * HALF, ORDER);
    s40.intoMemorySegment(ALL, to + 8 * HALF, ORDER);
    s41.intoMemorySegment(ALL, to + 9 * HALF, ORDER);
    s50.intoMemorySegment(ALL, to + 10 * HALF, ORDER);
    s51.intoMemorySegment(ALL, to + 11 * HALF, ORDER);
  }
}
