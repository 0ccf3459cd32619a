package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.nio.ByteOrder;

/**
 * Transposes a matrix in tiles of 2 x 2, each row of which is one 64-bit word: halves of words are
 * exchanged without a shuffle. The last tile of a row or column is shifted back so that it ends
 * with the matrix.
 */
final class Transposition {
  private static final long LOW = 0xFFFFFFFFL;

  static {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new IllegalStateException("the cpu kernels need a little-endian processor");
    }
  }

  private Transposition() {}

  /**
   * @param x (rows, columns)
   * @param y (columns, rows), overwritten
   */
  static void transpose(long x, long y, int rows, int columns) {
    if (rows < 2 || columns < 2) {
      VectorMath.copy(x, y, rows * columns);
      return;
    }
    for (int i = 0; i < rows; i += 2) {
      int row = Math.min(i, rows - 2);
      long first = x + 4L * row * columns;
      twoRows(first, first + 4L * columns, y + 4L * row, 4L * rows, columns);
    }
  }

  /** Two rows become two columns of y, whose rows are {@code next} bytes apart. */
  static void twoRows(long first, long second, long y, long next, int columns) {
    long a = first & ADDRESS_BITS;
    long b = second & ADDRESS_BITS;
    long to = y & ADDRESS_BITS;
    int pairs = columns / 2;
    for (int j = 0; j < pairs; j++) {
      tile(a + 8L * j, b + 8L * j, to + 2 * next * j, to + 2 * next * j + next);
    }
    if (columns % 2 != 0) {
      int last = columns - 1;
      set(to + last * next, 0, get(a, last));
      set(to + last * next, 1, get(b, last));
    }
  }

  private static void tile(long first, long second, long left, long right) {
    long a = ALL.get(JAVA_LONG_UNALIGNED, first);
    long b = ALL.get(JAVA_LONG_UNALIGNED, second);
    ALL.set(JAVA_LONG_UNALIGNED, left, a & LOW | b << 32);
    ALL.set(JAVA_LONG_UNALIGNED, right, a >>> 32 | b & ~LOW);
  }
}
