package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/**
 * Copies a panel of a factor: the numbers that a tile needs for one step along k side by side.
 * {@code next} is the number of bytes from one row of the factor, as it is stored, to the next.
 */
final class Panels {
  /** Rows of a in a panel. */
  static final int ROWS = FLOATS.vectorBitSize() > 256 ? 8 : 6;

  /** Columns of b in a panel. */
  static final int COLUMNS = 2 * LANES;

  /** Panels that are written side by side, a cache line each. */
  private static final int GROUP = 128;

  private static final long ROWS_BYTES = 4L * ROWS;
  private static final long COLUMNS_BYTES = 4L * COLUMNS;

  private Panels() {}

  /**
   * From rows that run along k.
   *
   * @param scratch {@link BlockTransposition#SCRATCH_BYTES}
   */
  static void rowsAlong(long from, long next, int k, long to, long scratch) {
    int whole = BlockTransposition.FITS ? k - k % BlockTransposition.COLUMNS : 0;
    if (whole > 0) {
      BlockTransposition.eight(from, next, whole, to, scratch);
    }
    twoByTwo(ROWS, from + 4L * whole, next, k - whole, to + ROWS_BYTES * whole, ROWS_BYTES);
  }

  private static void twoByTwo(int rows, long from, long next, int k, long to, long step) {
    for (int i = 0; i < rows && k > 0; i += 2) {
      long first = from + i * next;
      Transposition.twoRows(first, first + next, to + 4L * i, step, k);
    }
  }

  /**
   * Several panels from rows that run across k. Along a row from panel to panel: a column would
   * meet the same sets of a cache again and again where rows are a power of two apart.
   *
   * @param panel bytes from panel to panel
   */
  static void rowsAcross(long from, long next, int k, long to, long panel, int panels) {
    for (int first = 0; first < panels; first += GROUP) {
      int count = Math.min(GROUP, panels - first);
      for (int l = 0; l < k; l++) {
        long x = from + l * next + first * ROWS_BYTES & ADDRESS_BITS;
        long y = to + first * panel + ROWS_BYTES * l & ADDRESS_BITS;
        for (int i = 0; i < count; i++) {
          long source = x + ROWS_BYTES * i;
          long target = y + panel * i & ADDRESS_BITS;
          ALL.set(JAVA_LONG_UNALIGNED, target, ALL.get(JAVA_LONG_UNALIGNED, source));
          ALL.set(JAVA_LONG_UNALIGNED, target + 8, ALL.get(JAVA_LONG_UNALIGNED, source + 8));
          ALL.set(JAVA_LONG_UNALIGNED, target + 16, ALL.get(JAVA_LONG_UNALIGNED, source + 16));
          if (ROWS == 8) {
            ALL.set(JAVA_LONG_UNALIGNED, target + 24, ALL.get(JAVA_LONG_UNALIGNED, source + 24));
          }
        }
      }
    }
  }

  /**
   * From rows that run along k.
   *
   * @param scratch {@link BlockTransposition#SCRATCH_BYTES}
   */
  static void columnsAlong(long from, long next, int k, long to, long scratch) {
    int whole = BlockTransposition.FITS ? k - k % BlockTransposition.COLUMNS : 0;
    for (int i = 0; i < COLUMNS && whole > 0; i += LANES) {
      BlockTransposition.sixteen(from + i * next, next, whole, to + 4L * i, COLUMNS_BYTES, scratch);
    }
    twoByTwo(
        COLUMNS, from + 4L * whole, next, k - whole, to + COLUMNS_BYTES * whole, COLUMNS_BYTES);
  }

  /** From rows that run across k. */
  static void columnsAcross(long from, long next, int k, long to) {
    long y = to & ADDRESS_BITS;
    for (int l = 0; l < k; l++) {
      long x = from + l * next & ADDRESS_BITS;
      FloatVector first = fromMemorySegment(FLOATS, ALL, x, ORDER);
      FloatVector second = fromMemorySegment(FLOATS, ALL, x + 4L * LANES, ORDER);
      first.intoMemorySegment(ALL, y + COLUMNS_BYTES * l, ORDER);
      second.intoMemorySegment(ALL, y + COLUMNS_BYTES * l + 4L * LANES, ORDER);
    }
  }
}
