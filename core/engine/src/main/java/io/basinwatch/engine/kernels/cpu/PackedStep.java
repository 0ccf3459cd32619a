package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.invoke.VarHandle.loadLoadFence;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Workspace;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * A large matrix product, {@link #DEPTH} steps along k after the other: both factors are copied
 * into panels, so that a tile of {@value Panels#ROWS} rows by two vectors reads each of them from
 * one end to the other. A panel of b stays in the nearest cache while all of a passes by. The last
 * tile of a row or column is shifted back so that it ends with the matrix; of such a tile only what
 * no other has computed is kept. The order of every sum is that of k.
 */
final class PackedStep extends TiledStep {
  /** Of a panel of b. */
  private static final int NEAR_BYTES = 1 << 15;

  /** Of either factor, up to which it has been measured with vectors of 256 bits. */
  private static final int MOST_ROWS = 1024;

  private static final int DEPTH = NEAR_BYTES / (4 * Panels.COLUMNS);
  private static final long TILE_WIDTH = 4L * Panels.COLUMNS;

  private final Workspace workspace;
  private final long width; // bytes from row to row of the product
  private final int fullRows;

  PackedStep(Gemm spec, List<Operand> inputs, Operand output, Workspace workspace) {
    super(spec, inputs, output);
    this.workspace = workspace;
    this.width = 4L * spec.n();
    this.fullRows = spec.m() - spec.m() % Panels.ROWS;
    long tiles = Math.ceilDiv(spec.m(), Panels.ROWS);
    long rows = tiles * panelBytes(Math.min(DEPTH, spec.k()));
    workspace.reserve(NEAR_BYTES + Panels.ROWS * TILE_WIDTH + rows);
  }

  /**
   * Whether this is faster than OpenBLAS, as measured: with vectors of 256 bits up to a size; with
   * those of 512 where a is transposed, unless OpenBLAS copies nothing. It has to have room for a
   * tile.
   */
  static boolean suits(Gemm spec) {
    boolean hasTile = spec.m() >= Panels.ROWS && spec.n() >= Panels.COLUMNS && spec.k() > 0;
    return hasTile
        && switch (FLOATS.vectorBitSize()) {
          case 256 -> spec.m() <= MOST_ROWS && spec.k() <= MOST_ROWS;
          case 512 -> spec.transposeA() && !BlasStep.copiesNothing(spec);
          default -> false;
        };
  }

  /** From a panel of a to the next one: an odd number of lines, so that sets of a cache differ. */
  private static long panelBytes(int depth) {
    long lines = Math.ceilDiv(4L * Panels.ROWS * depth, OffHeap.ALIGNMENT);
    return (lines | 1) * OffHeap.ALIGNMENT;
  }

  @Override
  void multiply(long from, long factor, long to) {
    long columns = workspace.address();
    long rows = columns + NEAR_BYTES + Panels.ROWS * TILE_WIDTH;
    for (int first = 0; first < spec.k(); first += DEPTH) {
      int depth = Math.min(DEPTH, spec.k() - first);
      packRows(from, first, depth, rows);
      for (int j = 0; j < spec.n(); j += Panels.COLUMNS) {
        int column = Math.min(j, spec.n() - Panels.COLUMNS);
        packColumns(factor, first, depth, column, columns);
        long product = to + 4L * column;
        long start = first == 0 ? initialRow() + 4L * column : product;
        panel(rows, columns, depth, start, first == 0 ? 0 : width, product, j - column);
      }
    }
  }

  /**
   * All rows of two vectors' columns.
   *
   * @param start where the sums of the first row start, {@code step} bytes from row to row
   * @param done columns, from the first on, that other tiles compute
   */
  private void panel(
      long rows, long columns, int depth, long start, long step, long product, int done) {
    int whole = done == 0 ? fullRows : 0;
    long next = panelBytes(depth);
    for (int i = 0; i < whole; i += Panels.ROWS) {
      tile(
          rows + i / Panels.ROWS * next,
          columns,
          depth,
          start + i * step,
          step,
          product + i * width,
          width);
    }
    long own = workspace.address() + NEAR_BYTES;
    for (int i = whole; i < spec.m(); i += Panels.ROWS) {
      int row = Math.min(i, spec.m() - Panels.ROWS);
      long panel = rows + i / Panels.ROWS * next;
      tile(panel, columns, depth, start + row * step, step, own, TILE_WIDTH);
      for (int r = i; r < Math.min(i + Panels.ROWS, spec.m()); r++) {
        VectorMath.copy(
            own + (r - row) * TILE_WIDTH + 4L * done,
            product + r * width + 4L * done,
            Panels.COLUMNS - done);
      }
    }
  }

  private void packRows(long from, int first, int depth, long to) {
    int m = spec.m();
    int k = spec.k();
    long next = panelBytes(depth);
    if (spec.transposeA()) {
      long start = from + 4L * first * m;
      int panels = m / Panels.ROWS;
      Panels.rowsAcross(start, 4L * m, depth, to, next, panels);
      if (fullRows < m) {
        long last = start + 4L * (m - Panels.ROWS);
        Panels.rowsAcross(last, 4L * m, depth, to + panels * next, next, 1);
      }
      return;
    }
    for (int i = 0; i < m; i += Panels.ROWS) {
      int row = Math.min(i, m - Panels.ROWS);
      long start = from + 4L * ((long) row * k + first);
      Panels.rowsAlong(start, 4L * k, depth, to + i / Panels.ROWS * next);
    }
  }

  private void packColumns(long from, int first, int depth, int column, long to) {
    int k = spec.k();
    if (spec.transposeB()) {
      Panels.columnsAlong(from + 4L * ((long) column * k + first), 4L * k, depth, to);
    } else {
      Panels.columnsAcross(from + 4L * ((long) first * spec.n() + column), width, depth, to);
    }
  }

  /**
   * Twelve sums take twelve of sixteen registers. The fences cost no instruction: they keep the
   * compiler from loading a's numbers all at once, for which there are not enough.
   *
   * @param rows a panel of a (k, {@value Panels#ROWS})
   * @param columns a panel of b (k, two vectors)
   * @param start (rows, two vectors), {@code step} bytes from row to row
   * @param y (rows, two vectors), {@code width} bytes from row to row
   */
  private static void tile(
      long rows, long columns, int k, long start, long step, long y, long width) {
    long a = rows & ADDRESS_BITS;
    long b = columns & ADDRESS_BITS;
    long start0 = start & ADDRESS_BITS;
    FloatVector s00 = fromMemorySegment(FLOATS, ALL, start0, ORDER);
    FloatVector s01 = fromMemorySegment(FLOATS, ALL, start0 + 4L * LANES, ORDER);
    long start1 = (start + step) & ADDRESS_BITS;
    FloatVector s10 = fromMemorySegment(FLOATS, ALL, start1, ORDER);
    FloatVector s11 = fromMemorySegment(FLOATS, ALL, start1 + 4L * LANES, ORDER);
    long start2 = (start + 2 * step) & ADDRESS_BITS;
    FloatVector s20 = fromMemorySegment(FLOATS, ALL, start2, ORDER);
    FloatVector s21 = fromMemorySegment(FLOATS, ALL, start2 + 4L * LANES, ORDER);
    long start3 = (start + 3 * step) & ADDRESS_BITS;
    FloatVector s30 = fromMemorySegment(FLOATS, ALL, start3, ORDER);
    FloatVector s31 = fromMemorySegment(FLOATS, ALL, start3 + 4L * LANES, ORDER);
    long start4 = (start + 4 * step) & ADDRESS_BITS;
    FloatVector s40 = fromMemorySegment(FLOATS, ALL, start4, ORDER);
    FloatVector s41 = fromMemorySegment(FLOATS, ALL, start4 + 4L * LANES, ORDER);
    long start5 = (start + 5 * step) & ADDRESS_BITS;
    FloatVector s50 = fromMemorySegment(FLOATS, ALL, start5, ORDER);
    FloatVector s51 = fromMemorySegment(FLOATS, ALL, start5 + 4L * LANES, ORDER);
    for (int l = 0; l < k; l++) {
      FloatVector b0 = fromMemorySegment(FLOATS, ALL, b + 8L * LANES * l, ORDER);
      FloatVector b1 = fromMemorySegment(FLOATS, ALL, b + 8L * LANES * l + 4L * LANES, ORDER);
      FloatVector v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 24L * l));
      s00 = v.fma(b0, s00);
      s01 = v.fma(b1, s01);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 24L * l + 4));
      s10 = v.fma(b0, s10);
      s11 = v.fma(b1, s11);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 24L * l + 8));
      s20 = v.fma(b0, s20);
      s21 = v.fma(b1, s21);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 24L * l + 12));
      s30 = v.fma(b0, s30);
      s31 = v.fma(b1, s31);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 24L * l + 16));
      s40 = v.fma(b0, s40);
      s41 = v.fma(b1, s41);
      loadLoadFence();
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, a + 24L * l + 20));
      s50 = v.fma(b0, s50);
      s51 = v.fma(b1, s51);
    }
    long y0 = (y) & ADDRESS_BITS;
    s00.intoMemorySegment(ALL, y0, ORDER);
    s01.intoMemorySegment(ALL, y0 + 4L * LANES, ORDER);
    long y1 = (y + width) & ADDRESS_BITS;
    s10.intoMemorySegment(ALL, y1, ORDER);
    s11.intoMemorySegment(ALL, y1 + 4L * LANES, ORDER);
    long y2 = (y + 2 * width) & ADDRESS_BITS;
    s20.intoMemorySegment(ALL, y2, ORDER);
    s21.intoMemorySegment(ALL, y2 + 4L * LANES, ORDER);
    long y3 = (y + 3 * width) & ADDRESS_BITS;
    s30.intoMemorySegment(ALL, y3, ORDER);
    s31.intoMemorySegment(ALL, y3 + 4L * LANES, ORDER);
    long y4 = (y + 4 * width) & ADDRESS_BITS;
    s40.intoMemorySegment(ALL, y4, ORDER);
    s41.intoMemorySegment(ALL, y4 + 4L * LANES, ORDER);
    long y5 = (y + 5 * width) & ADDRESS_BITS;
    s50.intoMemorySegment(ALL, y5, ORDER);
    s51.intoMemorySegment(ALL, y5 + 4L * LANES, ORDER);
  }
}
