package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.basinwatch.engine.kernels.KernelSpec.Gemm;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Workspace;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * A small matrix product, in tiles of {@value #ROWS} rows by two vectors whose sums stay in
 * registers. OpenBLAS copies both factors before it multiplies, which costs more than a small
 * product itself. The last tile of a row or column is shifted back so that it ends with the matrix:
 * it computes some elements a second time, and no masks are needed.
 */
final class DirectStep extends TiledStep {
  static final int ROWS = 6;

  private static final boolean WIDE = FLOATS.vectorBitSize() > 256;

  /** Multiplications up to which it is faster than OpenBLAS's other kernels whatever the shape. */
  private static final long SMALL_WORK = 1 << 19;

  private static final int THIN = WIDE ? 32 : 16;

  /** Elements of b that stay in the nearest cache while all of a passes by. */
  private static final int NEAR_FACTOR = 4096;

  /** Elements of b that one row of a repays if they have to be transposed. */
  private static final int REPAID = 32;

  private final Workspace workspace;
  private final int[] firstRows;
  private final int[] firstColumns; // of the first and second vector of each tile

  DirectStep(Gemm spec, List<Operand> inputs, Operand output, Workspace workspace) {
    super(spec, inputs, output);
    this.workspace = workspace;
    this.firstRows = new int[Math.ceilDiv(spec.m(), ROWS)];
    this.firstColumns = new int[2 * Math.ceilDiv(spec.n(), 2 * LANES)];
    for (int i = 0; i < firstRows.length; i++) {
      firstRows[i] = Math.min(i * ROWS, spec.m() - ROWS);
    }
    for (int i = 0; i < firstColumns.length; i++) {
      int last = spec.n() - (i % 2 == 0 ? 2 * LANES : LANES);
      firstColumns[i] = Math.max(0, Math.min(i * LANES, last));
    }
    if (spec.transposeB()) {
      workspace.reserve(4L * spec.k() * spec.n());
    }
  }

  /**
   * Whether this is the faster way, as measured: a small product (unless OpenBLAS has kernels for
   * it), one that is thin or has a small b, unless too much would have to be transposed. It has to
   * have room for a tile.
   */
  static boolean suits(Gemm spec) {
    boolean hasTile = spec.m() >= ROWS && spec.n() >= LANES;
    return hasTile && (WIDE ? suitsWide(spec) : suitsNarrow(spec));
  }

  /** With 32 registers for vectors panels are faster where they repay. */
  private static boolean suitsWide(Gemm spec) {
    boolean isNear = spec.n() <= THIN || factor(spec) <= NEAR_FACTOR;
    return isNear && !spec.transposeA() && !BlasStep.copiesNothing(spec);
  }

  private static boolean suitsNarrow(Gemm spec) {
    int thinnest = Math.min(spec.m(), Math.min(spec.n(), spec.k()));
    boolean isNear =
        thinnest <= THIN || factor(spec) <= NEAR_FACTOR || BlasStep.work(spec) <= SMALL_WORK;
    return isNear && (!spec.transposeB() || isRepaid(spec));
  }

  private static boolean isRepaid(Gemm spec) {
    return spec.n() < Panels.COLUMNS
        || factor(spec) <= Math.min(NEAR_FACTOR, REPAID * (long) spec.m());
  }

  /** Elements of b. */
  private static long factor(Gemm spec) {
    return (long) spec.n() * spec.k();
  }

  /** b with its rows along k: itself, or transposed into the workspace. */
  private long columns(long from) {
    if (!spec.transposeB()) {
      return from;
    }
    long to = workspace.address();
    Transposition.transpose(from, to, spec.n(), spec.k());
    return to;
  }

  @Override
  void multiply(long from, long factor, long to) {
    long with = columns(factor);
    long initial = initialRow();
    int k = spec.k();
    long row = spec.transposeA() ? 4L : 4L * k;
    long next = spec.transposeA() ? 4L * spec.m() : 4L;
    long width = 4L * spec.n();
    for (int j = 0; j < firstColumns.length; j += 2) {
      long first = 4L * firstColumns[j];
      long second = 4L * firstColumns[j + 1];
      for (int i : firstRows) {
        tile(
            from + i * row,
            row,
            next,
            with + first,
            with + second,
            width,
            k,
            initial + first,
            initial + second,
            to + i * width + first,
            to + i * width + second);
      }
    }
  }

  private static void tile(
      long a,
      long row,
      long next,
      long b,
      long d,
      long width,
      int k,
      long start,
      long end,
      long y,
      long z) {
    FloatVector s00 = fromMemorySegment(FLOATS, ALL, start & ADDRESS_BITS, ORDER);
    FloatVector s01 = fromMemorySegment(FLOATS, ALL, end & ADDRESS_BITS, ORDER);
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
    long x = a;
    for (int l = 0; l < k; l++) {
      FloatVector b0 = fromMemorySegment(FLOATS, ALL, b + l * width, ORDER);
      FloatVector b1 = fromMemorySegment(FLOATS, ALL, d + l * width, ORDER);
      FloatVector v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x));
      s00 = v.fma(b0, s00);
      s01 = v.fma(b1, s01);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + row));
      s10 = v.fma(b0, s10);
      s11 = v.fma(b1, s11);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 2 * row));
      s20 = v.fma(b0, s20);
      s21 = v.fma(b1, s21);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 3 * row));
      s30 = v.fma(b0, s30);
      s31 = v.fma(b1, s31);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 4 * row));
      s40 = v.fma(b0, s40);
      s41 = v.fma(b1, s41);
      v = FloatVector.broadcast(FLOATS, ALL.get(JAVA_FLOAT_UNALIGNED, x + 5 * row));
      s50 = v.fma(b0, s50);
      s51 = v.fma(b1, s51);
      x += next;
    }
    s00.intoMemorySegment(ALL, y & ADDRESS_BITS, ORDER);
    s01.intoMemorySegment(ALL, z & ADDRESS_BITS, ORDER);
    s10.intoMemorySegment(ALL, y + width & ADDRESS_BITS, ORDER);
    s11.intoMemorySegment(ALL, z + width & ADDRESS_BITS, ORDER);
    s20.intoMemorySegment(ALL, y + 2 * width & ADDRESS_BITS, ORDER);
    s21.intoMemorySegment(ALL, z + 2 * width & ADDRESS_BITS, ORDER);
    s30.intoMemorySegment(ALL, y + 3 * width & ADDRESS_BITS, ORDER);
    s31.intoMemorySegment(ALL, z + 3 * width & ADDRESS_BITS, ORDER);
    s40.intoMemorySegment(ALL, y + 4 * width & ADDRESS_BITS, ORDER);
    s41.intoMemorySegment(ALL, z + 4 * width & ADDRESS_BITS, ORDER);
    s50.intoMemorySegment(ALL, y + 5 * width & ADDRESS_BITS, ORDER);
    s51.intoMemorySegment(ALL, z + 5 * width & ADDRESS_BITS, ORDER);
  }
}
