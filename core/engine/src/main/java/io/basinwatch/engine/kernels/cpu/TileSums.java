package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.VECTOR_BYTES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

/**
 * The sums of a tile, ({@link Panels#ROWS}, two vectors), in memory that stays in the nearest
 * cache. The last tile of a row or column is shifted back so that it ends with the matrix: of its
 * sums only those are used that no other tile has.
 */
final class TileSums {
  static final long BYTES = 4L * Panels.ROWS * Panels.COLUMNS;

  private static final long ROW = 4L * Panels.COLUMNS;

  private TileSums() {}

  /**
   * c = start + sums. What lies at the start is read last, when no other number waits for it.
   *
   * @param row the first that is used
   * @param column the first that is used
   * @param start where the first row starts, {@code step} bytes from row to row
   * @param c the first row, {@code width} bytes from row to row
   */
  static void add(long sums, int row, int column, long start, long step, long c, long width) {
    for (int i = row; i < Panels.ROWS; i++) {
      long own = sums + ROW * i;
      long from = start + step * i;
      long to = c + width * i;
      if (column == 0) {
        fromMemorySegment(FLOATS, ALL, own, ORDER)
            .add(fromMemorySegment(FLOATS, ALL, from, ORDER))
            .intoMemorySegment(ALL, to, ORDER);
        fromMemorySegment(FLOATS, ALL, own + VECTOR_BYTES, ORDER)
            .add(fromMemorySegment(FLOATS, ALL, from + VECTOR_BYTES, ORDER))
            .intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
      } else {
        for (int j = column; j < Panels.COLUMNS; j++) {
          set(to, j, get(own, j) + get(from, j));
        }
      }
    }
  }
}
