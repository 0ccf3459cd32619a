package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;

import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Workspace;
import java.util.List;

/**
 * A large matrix product, one part of k after the other: both factors are copied into panels, so
 * that a tile of {@link Panels#ROWS} rows by two vectors reads each of them from one end to the
 * other. A panel of b stays in the nearest cache while a's pass by. The sums of a tile run along k,
 * and are added to those of the steps before.
 */
final class PackedStep extends TiledStep {
  /** Of a panel of b; a sixteenth more where that saves a pass over the product. */
  private static final int NEAR_BYTES = (1 << 15) + (1 << 11);

  /** Of either factor, up to which it has been measured with vectors of 256 bits. */
  private static final int MOST_ROWS = 1024;

  private static final int MOST_DEPTH = NEAR_BYTES / (4 * Panels.COLUMNS);

  /** What the depth of a part is a multiple of, so that panels are transposed by whole blocks. */
  private static final int DEPTH_UNIT = BlockTransposition.COLUMNS;

  /** Of a at a time: bounds the memory that its panels take. */
  private static final int BLOCK_ROWS = 1024;

  /** Elements of a product, up to which passing over it again for more of k costs little. */
  private static final int MOST_ELEMENTS = 1 << 20;

  /** Of the columns, that the last panel may have in vain. */
  private static final int WASTE = 8;

  /** For a tile's sums, and for blocks while they are transposed. */
  private static final long SCRATCH_BYTES =
      Math.max(TileSums.BYTES, BlockTransposition.SCRATCH_BYTES);

  private final Workspace workspace;
  private final long width; // bytes from row to row of the product
  private final int block; // rows of a at a time
  private final int depth; // of k at a time

  PackedStep(Gemm spec, List<Operand> inputs, Operand output, Workspace workspace) {
    super(spec, inputs, output);
    this.workspace = workspace;
    this.width = 4L * spec.n();
    int even = Math.ceilDiv(spec.m(), Math.ceilDiv(spec.m(), BLOCK_ROWS));
    int tiles = Math.ceilDiv(even, Panels.ROWS);
    this.block = tiles * Panels.ROWS;
    this.depth = depth(spec.k());
    long rows = tiles * panelBytes(depth);
    workspace.reserve(NEAR_BYTES + SCRATCH_BYTES + rows);
  }

  /**
   * Whether this is faster than OpenBLAS, as measured: with vectors of 256 bits up to a size; with
   * those of 512 where OpenBLAS would copy the factors, too, and the product is not large. It has
   * to have room for a tile.
   */
  static boolean suits(Gemm spec) {
    boolean hasTile = spec.m() >= Panels.ROWS && spec.n() >= Panels.COLUMNS && spec.k() > 0;
    return hasTile
        && switch (FLOATS.vectorBitSize()) {
          case 256 -> spec.m() <= MOST_ROWS && spec.k() <= MOST_ROWS;
          case 512 ->
              !BlasStep.copiesNothing(spec)
                  && (long) spec.m() * spec.n() <= MOST_ELEMENTS
                  && (spec.transposeA() || fillsPanels(spec.n()));
          default -> false;
        };
  }

  private static boolean fillsPanels(int n) {
    return Math.ceilDiv(n, Panels.COLUMNS) * Panels.COLUMNS - n <= n / WASTE;
  }

  /** Parts of about the same depth: a short one would pass over the whole product for little. */
  private static int depth(int k) {
    int parts = Math.ceilDiv(k, MOST_DEPTH);
    return Math.min(k, Math.ceilDiv(Math.ceilDiv(k, parts), DEPTH_UNIT) * DEPTH_UNIT);
  }

  /** From a panel of a to the next one: an odd number of lines, so that sets of a cache differ. */
  private static long panelBytes(int length) {
    long lines = Math.ceilDiv(4L * Panels.ROWS * length, OffHeap.ALIGNMENT);
    return (lines | 1) * OffHeap.ALIGNMENT;
  }

  @Override
  void multiply(long from, long factor, long to) {
    long columns = workspace.address();
    long rows = scratch() + SCRATCH_BYTES;
    for (int first = 0; first < spec.k(); first += depth) {
      int length = Math.min(depth, spec.k() - first);
      for (int top = 0; top < spec.m(); top += block) {
        int end = Math.min(top + block, spec.m());
        packRows(from, first, length, top, end, rows);
        for (int j = 0; j < spec.n(); j += Panels.COLUMNS) {
          int column = Math.min(j, spec.n() - Panels.COLUMNS);
          packColumns(factor, first, length, column, columns);
          long product = to + 4L * column;
          long start = first == 0 ? initialRow() + 4L * column : product;
          long step = first == 0 ? 0 : width;
          panel(rows, columns, length, top, end, start, step, product, j - column);
        }
      }
    }
  }

  /**
   * Rows from {@code top} to {@code end} of two vectors' columns.
   *
   * @param start where the sums of the first row start, {@code step} bytes from row to row
   * @param done columns, from the first on, that other tiles compute
   */
  private void panel(
      long rows,
      long columns,
      int length,
      int top,
      int end,
      long start,
      long step,
      long product,
      int done) {
    long sums = scratch();
    long panel = rows;
    for (int i = top; i < end; i += Panels.ROWS) {
      int row = Math.min(i, spec.m() - Panels.ROWS);
      PackedTile.multiply(length, panel, columns, sums);
      TileSums.add(sums, i - row, done, start + row * step, step, product + row * width, width);
      panel += panelBytes(length);
    }
  }

  private long scratch() {
    return workspace.address() + NEAR_BYTES;
  }

  private void packRows(long from, int first, int length, int top, int end, long to) {
    int m = spec.m();
    int k = spec.k();
    long next = panelBytes(length);
    if (spec.transposeA()) {
      long start = from + 4L * first * m;
      int panels = (end - top) / Panels.ROWS;
      Panels.rowsAcross(start + 4L * top, 4L * m, length, to, next, panels);
      if (end % Panels.ROWS != 0) {
        long last = start + 4L * (m - Panels.ROWS);
        Panels.rowsAcross(last, 4L * m, length, to + panels * next, next, 1);
      }
      return;
    }
    for (int i = top; i < end; i += Panels.ROWS) {
      int row = Math.min(i, m - Panels.ROWS);
      long start = from + 4L * ((long) row * k + first);
      long panel = to + (i - top) / Panels.ROWS * next;
      Panels.rowsAlong(start, 4L * k, length, panel, scratch());
    }
  }

  private void packColumns(long from, int first, int length, int column, long to) {
    int k = spec.k();
    if (spec.transposeB()) {
      Panels.columnsAlong(from + 4L * ((long) column * k + first), 4L * k, length, to, scratch());
    } else {
      Panels.columnsAcross(from + 4L * ((long) first * spec.n() + column), width, length, to);
    }
  }
}
