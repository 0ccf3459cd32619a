package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/**
 * Transposes blocks of eight rows by sixteen columns in registers of 512 bits, one bit of the index
 * after the other: a selection from two vectors exchanges a bit of the row with one of the lane.
 */
final class BlockTransposition {
  static final int ROWS = 8;
  static final int COLUMNS = 16;

  /** Whether vectors are as wide as a block. */
  static final boolean FITS = FLOATS.length() == COLUMNS;

  /** Memory for two blocks. */
  static final long SCRATCH_BYTES = 2L * 4 * ROWS * COLUMNS;

  private static final long VECTOR = 4L * COLUMNS;
  private static final long HALF = VECTOR / 2;

  private static final FloatVector LOW_1 = exchange(1, false);
  private static final FloatVector LOW_2 = exchange(2, false);
  private static final FloatVector LOW_4 = exchange(4, false);
  private static final FloatVector LOW_8 = exchange(8, false);
  private static final FloatVector HIGH_1 = exchange(1, true);
  private static final FloatVector HIGH_2 = exchange(2, true);
  private static final FloatVector HIGH_4 = exchange(4, true);
  private static final FloatVector HIGH_8 = exchange(8, true);

  private BlockTransposition() {}

  /** Lanes of two vectors, of which the second counts on: those without the bit, or with it. */
  private static FloatVector exchange(int bit, boolean high) {
    float[] lanes = new float[FLOATS.length()];
    for (int i = 0; i < lanes.length; i++) {
      int own = high ? i | bit : i & ~bit;
      lanes[i] = (i & bit) == 0 ? own : lanes.length + own;
    }
    return FloatVector.fromArray(FLOATS, lanes, 0);
  }

  /**
   * (8, k) to (k, 8), for whole blocks.
   *
   * @param next bytes from row to row
   * @param k a multiple of {@value #COLUMNS}
   * @param scratch {@link #SCRATCH_BYTES}
   */
  static void eight(long from, long next, int k, long to, long scratch) {
    for (int l = 0; l < k; l += COLUMNS) {
      block(from + 4L * l, next, scratch);
      long y = to + HALF * l & ADDRESS_BITS;
      for (int i = 0; i < ROWS; i += 2) {
        FloatVector even =
            fromMemorySegment(FLOATS, ALL, scratch + VECTOR * i & ADDRESS_BITS, ORDER);
        FloatVector odd =
            fromMemorySegment(FLOATS, ALL, scratch + VECTOR * (i + 1) & ADDRESS_BITS, ORDER);
        LOW_8.selectFrom(even, odd).intoMemorySegment(ALL, y + HALF * i & ADDRESS_BITS, ORDER);
        HIGH_8
            .selectFrom(even, odd)
            .intoMemorySegment(ALL, y + HALF * (i + ROWS) & ADDRESS_BITS, ORDER);
      }
    }
  }

  /**
   * (16, k) to (k, 16), for whole blocks.
   *
   * @param next bytes from row to row
   * @param k a multiple of {@value #COLUMNS}
   * @param step bytes from row to row of the result
   * @param scratch {@link #SCRATCH_BYTES}
   */
  static void sixteen(long from, long next, int k, long to, long step, long scratch) {
    long second = scratch + ROWS * VECTOR;
    for (int l = 0; l < k; l += COLUMNS) {
      block(from + 4L * l, next, scratch);
      block(from + ROWS * next + 4L * l, next, second);
      long y = to + step * l;
      for (int i = 0; i < ROWS; i++) {
        FloatVector first =
            fromMemorySegment(FLOATS, ALL, scratch + VECTOR * i & ADDRESS_BITS, ORDER);
        FloatVector last =
            fromMemorySegment(FLOATS, ALL, second + VECTOR * i & ADDRESS_BITS, ORDER);
        LOW_8.selectFrom(first, last).intoMemorySegment(ALL, y + step * i & ADDRESS_BITS, ORDER);
        HIGH_8
            .selectFrom(first, last)
            .intoMemorySegment(ALL, y + step * (i + ROWS) & ADDRESS_BITS, ORDER);
      }
    }
  }

  /** Vector i of the result is what the rows have at i, and then at i + 8. */
  private static void block(long x, long next, long y) {
    FloatVector a = fromMemorySegment(FLOATS, ALL, x & ADDRESS_BITS, ORDER);
    FloatVector b = fromMemorySegment(FLOATS, ALL, x + next & ADDRESS_BITS, ORDER);
    FloatVector c = fromMemorySegment(FLOATS, ALL, x + 2 * next & ADDRESS_BITS, ORDER);
    FloatVector d = fromMemorySegment(FLOATS, ALL, x + 3 * next & ADDRESS_BITS, ORDER);
    FloatVector e = fromMemorySegment(FLOATS, ALL, x + 4 * next & ADDRESS_BITS, ORDER);
    FloatVector f = fromMemorySegment(FLOATS, ALL, x + 5 * next & ADDRESS_BITS, ORDER);
    FloatVector g = fromMemorySegment(FLOATS, ALL, x + 6 * next & ADDRESS_BITS, ORDER);
    FloatVector h = fromMemorySegment(FLOATS, ALL, x + 7 * next & ADDRESS_BITS, ORDER);
    FloatVector ab0 = LOW_1.selectFrom(a, b);
    FloatVector ab1 = HIGH_1.selectFrom(a, b);
    FloatVector cd0 = LOW_1.selectFrom(c, d);
    FloatVector cd1 = HIGH_1.selectFrom(c, d);
    FloatVector ef0 = LOW_1.selectFrom(e, f);
    FloatVector ef1 = HIGH_1.selectFrom(e, f);
    FloatVector gh0 = LOW_1.selectFrom(g, h);
    FloatVector gh1 = HIGH_1.selectFrom(g, h);
    FloatVector ad0 = LOW_2.selectFrom(ab0, cd0);
    FloatVector ad1 = LOW_2.selectFrom(ab1, cd1);
    FloatVector ad2 = HIGH_2.selectFrom(ab0, cd0);
    FloatVector ad3 = HIGH_2.selectFrom(ab1, cd1);
    FloatVector eh0 = LOW_2.selectFrom(ef0, gh0);
    FloatVector eh1 = LOW_2.selectFrom(ef1, gh1);
    FloatVector eh2 = HIGH_2.selectFrom(ef0, gh0);
    FloatVector eh3 = HIGH_2.selectFrom(ef1, gh1);
    LOW_4.selectFrom(ad0, eh0).intoMemorySegment(ALL, y & ADDRESS_BITS, ORDER);
    LOW_4.selectFrom(ad1, eh1).intoMemorySegment(ALL, y + VECTOR & ADDRESS_BITS, ORDER);
    LOW_4.selectFrom(ad2, eh2).intoMemorySegment(ALL, y + 2 * VECTOR & ADDRESS_BITS, ORDER);
    LOW_4.selectFrom(ad3, eh3).intoMemorySegment(ALL, y + 3 * VECTOR & ADDRESS_BITS, ORDER);
    HIGH_4.selectFrom(ad0, eh0).intoMemorySegment(ALL, y + 4 * VECTOR & ADDRESS_BITS, ORDER);
    HIGH_4.selectFrom(ad1, eh1).intoMemorySegment(ALL, y + 5 * VECTOR & ADDRESS_BITS, ORDER);
    HIGH_4.selectFrom(ad2, eh2).intoMemorySegment(ALL, y + 6 * VECTOR & ADDRESS_BITS, ORDER);
    HIGH_4.selectFrom(ad3, eh3).intoMemorySegment(ALL, y + 7 * VECTOR & ADDRESS_BITS, ORDER);
  }
}
