package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.OffHeap;
import java.lang.foreign.Arena;

/**
 * c = a b or c += a b, where b is one panel of two vectors' columns whose rows lie side by side.
 */
final class PanelProduct {
  private static final long ZEROS =
      Arena.global().allocate(4L * Panels.COLUMNS, OffHeap.ALIGNMENT).address();

  private PanelProduct() {}

  /**
   * @param m rows, at least {@link Panels#ROWS}
   * @param row bytes of a from row to row
   * @param next bytes of a along k
   * @param b (k, two vectors)
   * @param width bytes of c from row to row
   * @param sums memory for {@link TileSums}
   */
  static void multiply(
      int m,
      int k,
      long a,
      long row,
      long next,
      long b,
      boolean add,
      long c,
      long width,
      long sums) {
    for (int i = 0; i < m; i += Panels.ROWS) {
      int first = Math.min(i, m - Panels.ROWS);
      long to = c + first * width;
      StridedTile.multiply(k, a + first * row, row, next, b, sums);
      TileSums.add(sums, i - first, 0, add ? to : ZEROS, add ? width : 0, to, width);
    }
  }
}
