package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.load;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static io.basinwatch.engine.kernels.cpu.VectorMath.store;

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
        store(load(own, 0).add(load(from, 0)), to, 0);
        store(load(own, LANES).add(load(from, LANES)), to, LANES);
      } else {
        for (int j = column; j < Panels.COLUMNS; j++) {
          set(to, j, get(own, j) + get(from, j));
        }
      }
    }
  }
}
