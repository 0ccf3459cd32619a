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
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Workspace;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * A large matrix product: both factors are copied into panels, so that a tile of {@value
 * Panels#ROWS} rows by two vectors reads each of them from one end to the other. A panel of b stays
 * in the nearest caches while all of a passes by. The last tile of a row or column is shifted back
 * as in {@link DirectStep}; the order of every sum is that of k.
 */
final class PackedStep extends TiledStep {

  /** The width of vectors for which it has been measured; wider ones suit OpenBLAS. */
  private static final int MEASURED_BITS = 256;

  /** Rows of a panel of b, beyond which OpenBLAS is faster, because it splits them. */
  private static final int MOST_ROWS = 1024;

  private final Workspace workspace;

  PackedStep(Gemm spec, List<Operand> inputs, Operand output, Workspace workspace) {
    super(spec, inputs, output);
    this.workspace = workspace;
    int tiles = Math.ceilDiv(spec.m(), Panels.ROWS);
    workspace.reserve(panelBytes() + 4L * tiles * Panels.ROWS * spec.k());
  }

  /** Whether this is faster than OpenBLAS, as measured. It has to have room for a tile. */
  static boolean suits(Gemm spec) {
    return FLOATS.vectorBitSize() == MEASURED_BITS
        && spec.m() >= Panels.ROWS
        && spec.n() >= Panels.COLUMNS
        && spec.k() <= MOST_ROWS
        && spec.m() <= MOST_ROWS;
  }

  @Override
  void multiply(long from, long factor, long to) {
    long columns = workspace.address();
    long rows = columns + panelBytes();
    packRows(from, rows);
    long width = 4L * spec.n();
    for (int j = 0; j < spec.n(); j += Panels.COLUMNS) {
      int column = Math.min(j, spec.n() - Panels.COLUMNS);
      packColumns(factor, column, columns);
      long initial = initialRow() + 4L * column;
      for (int i = 0; i < spec.m(); i += Panels.ROWS) {
        int row = Math.min(i, spec.m() - Panels.ROWS);
        tile(
            rows + 4L * i * spec.k(),
            columns,
            spec.k(),
            initial,
            to + row * width + 4L * column,
            width);
      }
    }
  }

  private long panelBytes() {
    return 4L * Panels.COLUMNS * spec.k();
  }

  private void packRows(long from, long to) {
    int k = spec.k();
    for (int i = 0; i < spec.m(); i += Panels.ROWS) {
      int row = Math.min(i, spec.m() - Panels.ROWS);
      if (spec.transposeA()) {
        Panels.rowsAcross(from + 4L * row, 4L * spec.m(), k, to + 4L * i * k);
      } else {
        Panels.rowsAlong(from + 4L * row * k, 4L * k, k, to + 4L * i * k);
      }
    }
  }

  private void packColumns(long from, int column, long to) {
    int k = spec.k();
    if (spec.transposeB()) {
      Panels.columnsAlong(from + 4L * column * k, 4L * k, k, to);
    } else {
      Panels.columnsAcross(from + 4L * column, 4L * spec.n(), k, to);
    }
  }

  /**
   * Twelve sums take twelve of sixteen registers. The fences cost no instruction: they keep the
   * compiler from loading a's numbers all at once, for which there are not enough.
   *
   * @param rows a panel of a (k, {@value Panels#ROWS})
   * @param columns a panel of b (k, two vectors)
   * @param initial (two vectors)
   * @param y (rows, two vectors), {@code width} bytes from row to row
   */
  private static void tile(long rows, long columns, int k, long initial, long y, long width) {
    long a = rows & ADDRESS_BITS;
    long b = columns & ADDRESS_BITS;
    long start = initial & ADDRESS_BITS;
    FloatVector s00 = fromMemorySegment(FLOATS, ALL, start, ORDER);
    FloatVector s01 = fromMemorySegment(FLOATS, ALL, start + 4L * LANES, ORDER);
    FloatVector s10 = s00;
    FloatVector s11 = s01;
    FloatVector s20 = s00;
    FloatVector s21 = s01;
    FloatVector s30 = s00;
    FloatVector s31 = s01;
    FloatVector s40 = s00;
    FloatVector s41 = s01;
    FloatVector s50 = s00;
    FloatVector s51 = s01;
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
