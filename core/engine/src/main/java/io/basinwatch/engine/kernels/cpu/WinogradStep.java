package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.WinogradTiles.POINTS;

import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.kernels.KernelSpec.Convolution;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Sliding;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution with 3 x 3 kernels by {@link Winograd}'s transforms: 36 products of matrices take
 * the place of its sums. All three members are products of the same transforms of x, w and y; the
 * input is computed as an output, with the kernels turned.
 */
final class WinogradStep implements Step {
  /** Of a block of tiles in the transformed domain, unless the least number of tiles needs more. */
  private static final long BLOCK_BYTES = 6 << 20;

  /** Of a row of tiles, the least that is a block; longer ones are left to others. */
  private static final long MOST_ROW_BYTES = 64 << 20;

  /** Of a block, and of all filters, where both stay in the second cache. */
  private static final long NEAR_BYTES = 1 << 20;

  private static final int LEAST_TILES = 24;

  /** Floats between the rows of two tiles, so that they do not meet in the same set of a cache. */
  private static final int GAP = 16;

  private static final long PANEL = 4L * Panels.COLUMNS;

  private final Convolution spec;
  private final Operand x;
  private final Operand w;
  private final Operand y;
  private final Workspace workspace;
  private final WinogradTiles tiles;
  private final int from; // channels that the tiles read
  private final int to; // channels that they give
  private final long fromRow;
  private final long toRow;
  private final int images;
  private final int rows;
  private final int capacity;
  private final int panels; // of the filters
  private final int held; // panels of filters that are there at the same time
  private final long zeros;
  private final long scratch;
  private final long copy;
  private final long places;
  private final long positions;
  private final long filters;
  private final long unused;
  private final long sums;

  WinogradStep(Convolution spec, List<Operand> inputs, Operand output, Workspace workspace) {
    List<Operand> parts = new ArrayList<>(inputs);
    parts.add(spec.part().ordinal(), output);
    boolean turned = spec.part() == ConvolutionPart.INPUT;
    this.spec = spec;
    this.x = parts.get(turned ? 2 : 0);
    this.w = parts.get(1);
    this.y = parts.get(turned ? 0 : 2);
    this.workspace = workspace;
    this.tiles = tiles(spec.sliding(), turned);
    this.from = turned ? spec.outputs() : spec.inputs();
    this.to = turned ? spec.inputs() : spec.outputs();
    this.fromRow = 4L * (from + GAP);
    this.toRow = 4L * (Math.ceilDiv(to, Panels.COLUMNS) * Panels.COLUMNS + GAP);
    this.panels = Math.ceilDiv(to, Panels.COLUMNS);
    long bytes = WinogradFilters.bytes(from, panels) <= NEAR_BYTES ? NEAR_BYTES : BLOCK_BYTES;
    int most = (int) Math.max(LEAST_TILES, bytes / (POINTS * (fromRow + toRow)));
    int whole = tiles.down() * tiles.across();
    this.images = even(spec.batch(), most / whole);
    this.rows = most >= whole ? tiles.down() : even(tiles.down(), most / tiles.across());
    this.capacity = Math.max(Panels.ROWS, images * rows * tiles.across());
    boolean once = images == spec.batch() && rows == tiles.down();
    this.held = once ? 1 : panels;
    this.zeros = 0;
    this.scratch = after(zeros, 4L * Math.max(from, to));
    this.copy = after(scratch, scratchBytes());
    this.places = after(copy, tiles.bytes(Math.max(from, to), images, rows));
    this.positions = after(places, POINTS * capacity * fromRow);
    this.filters = after(positions, POINTS * capacity * toRow);
    this.unused = after(filters, WinogradFilters.bytes(from, held));
    this.sums = after(unused, 4L * to);
    workspace.reserve(sums + TileSums.BYTES);
  }

  /** Whether this has been measured to be faster than other ways. */
  static boolean suits(Convolution spec) {
    Sliding s = spec.sliding();
    return spec.groups() == 1
        && spec.inputs() >= Panels.COLUMNS
        && spec.outputs() >= Panels.COLUMNS
        && s.kernel().equals(List.of(1, Winograd.TAPS, Winograd.TAPS))
        && s.strides().equals(List.of(1, 1, 1))
        && s.dilations().equals(List.of(1, 1, 1))
        && s.input().getFirst() == 1
        && s.output().getFirst() == 1
        && s.output().get(1) > 2
        && s.output().get(2) > 2
        && rowBytes(spec) <= MOST_ROW_BYTES;
  }

  /** Of an image's row of tiles, which cannot be divided. */
  private static long rowBytes(Convolution spec) {
    int width = Math.max(spec.sliding().input().get(2), spec.sliding().output().get(2));
    long tiles = Math.ceilDiv(width, Winograd.POSITIONS);
    return 4L * POINTS * tiles * (spec.inputs() + spec.outputs());
  }

  private static WinogradTiles tiles(Sliding s, boolean turned) {
    int height = s.input().get(1);
    int width = s.input().get(2);
    int outputHeight = s.output().get(1);
    int outputWidth = s.output().get(2);
    int top = s.pads().get(1);
    int left = s.pads().get(2);
    int last = Winograd.TAPS - 1;
    return turned
        ? new WinogradTiles(outputHeight, outputWidth, height, width, last - top, last - left)
        : new WinogradTiles(height, width, outputHeight, outputWidth, top, left);
  }

  /** The size of equal parts of a whole that are at most so large; at least 1. */
  private static int even(int whole, int most) {
    return Math.ceilDiv(whole, Math.ceilDiv(whole, Math.max(1, most)));
  }

  private static long after(long offset, long bytes) {
    return offset + Math.ceilDiv(bytes, OffHeap.ALIGNMENT) * OffHeap.ALIGNMENT;
  }

  private long scratchBytes() {
    return Math.max(WinogradTiles.scratchBytes(), WinogradFilters.scratchBytes(Math.max(from, to)));
  }

  @Override
  public void run() {
    long base = workspace.address();
    VectorMath.fill(base + zeros, 0f, Math.max(from, to));
    for (int image = 0; image < spec.batch(); image += images) {
      int count = Math.min(images, spec.batch() - image);
      for (int row = 0; row < tiles.down(); row += rows) {
        tiles.block(image, count, row, Math.min(rows, tiles.down() - row));
        boolean first = image == 0 && row == 0;
        boolean last = image + images >= spec.batch() && row + rows >= tiles.down();
        block(base, first, last);
      }
    }
  }

  private void block(long base, boolean first, boolean last) {
    boolean collects = spec.part() == ConvolutionPart.WEIGHT;
    readPlaces(base);
    if (collects) {
      tiles.positionsAdjoint(
          y.address(), to, base + zeros, base + copy, base + scratch, base + positions, capacity);
    }
    for (int panel = 0; panel < panels; panel += held) {
      if (collects) {
        addFilters(base, panel, first);
        if (last) {
          WinogradFilters.adjoint(
              base + filters, to, from, panel, panel + held, base + scratch, w.address());
        }
      } else {
        if (first) {
          readFilters(base, panel);
        }
        multiply(base, panel);
      }
    }
    if (!collects) {
      writePositions(base);
    }
  }

  private void readPlaces(long base) {
    tiles.places(
        x.address(),
        from,
        base + zeros,
        base + copy,
        base + scratch,
        base + places,
        capacity,
        fromRow);
  }

  private void readFilters(long base, int first) {
    int end = first + held;
    long to = base + filters;
    if (spec.part() == ConvolutionPart.INPUT) {
      WinogradFilters.forInput(w.address(), from, this.to, first, end, base + scratch, to);
    } else {
      WinogradFilters.forOutput(w.address(), this.to, from, first, end, base + scratch, to);
    }
  }

  private void writePositions(long base) {
    tiles.positions(
        base + positions,
        capacity,
        toRow,
        to,
        base + unused,
        base + copy,
        base + scratch,
        y.address());
  }

  /** (tiles, to) = (tiles, from) (from, to) at each point, for the panels that are held. */
  private void multiply(long base, int first) {
    int count = Math.max(tiles.count(), Panels.ROWS);
    for (int point = 0; point < POINTS; point++) {
      long a = base + places + point * capacity * fromRow;
      long c = base + positions + point * capacity * toRow;
      for (int i = 0; i < held; i++) {
        long b = base + filters + point * WinogradFilters.point(from, held) + i * from * PANEL;
        int column = WinogradFilters.channel(first + i, to);
        PanelProduct.multiply(
            count, from, a, fromRow, 4L, b, false, c + 4L * column, toRow, base + sums);
      }
    }
  }

  /** (from, to) += (tiles, from)' (tiles, to) at each point, for the panels that are held. */
  private void addFilters(long base, int first, boolean overwrite) {
    for (int point = 0; point < POINTS; point++) {
      long a = base + places + point * capacity * fromRow;
      for (int i = 0; i < held; i++) {
        long b =
            base
                + positions
                + point * WinogradFilters.point(capacity, panels)
                + (first + i) * capacity * PANEL;
        long c = base + filters + point * WinogradFilters.point(from, held) + i * from * PANEL;
        PanelProduct.multiply(
            from, tiles.count(), a, 4L, fromRow, b, !overwrite, c, PANEL, base + sums);
      }
    }
  }
}
