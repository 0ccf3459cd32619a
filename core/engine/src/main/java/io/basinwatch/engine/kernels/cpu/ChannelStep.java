package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.kernels.KernelSpec.Convolution;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution with many channels as a product with {@link ChannelPatches}: with channels side by
 * side a patch is a few long runs, and stride and padding cost nothing. In blocks of positions: of
 * some images, or of a part of one.
 */
final class ChannelStep implements Step {
  /** Of a block's patches. */
  private static final long BLOCK_BYTES = 1 << 20;

  private static final int MOST_POSITIONS = 1024;

  /** Of one image with its channels side by side; larger ones are left to {@link PatchStep}. */
  private static final long MOST_IMAGE_BYTES = 64 << 20;

  private static final int LEAST_OUTPUTS = 4;

  /**
   * Floats between two rows, so that they do not meet in the same set of a cache; the last panel of
   * a row reaches into it.
   */
  private static final int GAP = Math.max(16, Panels.COLUMNS);

  private static final long PANEL = 4L * Panels.COLUMNS;

  private final Convolution spec;
  private final Operand x;
  private final Operand w;
  private final Operand y;
  private final Workspace workspace;
  private final ChannelPatches patches;
  private final ChannelFilters filters;
  private final int places;
  private final int positions;
  private final int images;
  private final int chunk;
  private final int across; // panels of outputs
  private final long imageBytes;
  private final long outputRow;
  private final long row;
  private final long panels;
  private final long scratch;
  private final long input;
  private final long matrix;
  private final long output;
  private final long outputPanel;
  private final long sums;

  ChannelStep(Convolution spec, List<Operand> inputs, Operand result, Workspace workspace) {
    List<Operand> parts = new ArrayList<>(inputs);
    parts.add(spec.part().ordinal(), result);
    this.spec = spec;
    this.x = parts.get(0);
    this.w = parts.get(1);
    this.y = parts.get(2);
    this.workspace = workspace;
    this.patches = new ChannelPatches(spec.sliding(), spec.inputs());
    this.filters = new ChannelFilters(spec.outputs(), spec.inputs(), spec.sliding().taps());
    this.places = spec.sliding().inputPlane();
    this.positions = spec.sliding().outputPlane();
    this.imageBytes = 4L * places * spec.inputs();
    this.row = 4L * (patches.isIdentity() ? spec.inputs() : patches.length() + GAP);
    int most = (int) Math.clamp(BLOCK_BYTES / row, 4 * Panels.ROWS, MOST_POSITIONS);
    this.images = Math.clamp(most / positions, 1, spec.batch());
    this.chunk = Math.min(most, positions);
    this.across = ChannelFilters.panels(spec.outputs());
    this.outputRow = across * PANEL;
    int count = Math.max(Panels.ROWS, images * chunk);
    this.panels = 0;
    this.scratch = after(panels, filters.bytes());
    this.input = after(scratch, filters.scratchBytes());
    this.matrix = after(input, images * imageBytes + Panels.ROWS * row);
    this.output = after(matrix, count * row);
    this.outputPanel = after(output, count * outputRow);
    this.sums = after(outputPanel, count * PANEL);
    workspace.reserve(sums + TileSums.BYTES);
  }

  /** Whether a tile has room, and the work that fills up a panel is not most of all. */
  static boolean suits(Convolution spec) {
    long image = 4L * spec.inputs() * spec.sliding().inputPlane();
    return spec.inputs() > 1
        && spec.inputs() * spec.sliding().taps() >= Panels.ROWS
        && spec.outputs() >= LEAST_OUTPUTS
        && image <= MOST_IMAGE_BYTES;
  }

  private static long after(long offset, long bytes) {
    return offset + Math.ceilDiv(bytes, OffHeap.ALIGNMENT) * OffHeap.ALIGNMENT;
  }

  @Override
  public void run() {
    long base = workspace.address();
    for (int group = 0; group < spec.groups(); group++) {
      long weights = w.address() + 4L * group * spec.outputs() * patches.length();
      run(base, group, weights);
    }
  }

  private void run(long base, int group, long weights) {
    switch (spec.part()) {
      case INPUT -> filters.byInputs(weights, base + scratch, base + panels);
      case OUTPUT -> filters.byOutputs(weights, base + scratch, base + panels);
      case WEIGHT -> {} // collected in panels
    }
    for (int image = 0; image < spec.batch(); image += images) {
      int count = Math.min(images, spec.batch() - image);
      for (int from = 0; from < positions; from += chunk) {
        block(base, group, image, count, from, Math.min(chunk, positions - from));
      }
    }
    if (spec.part() == ConvolutionPart.WEIGHT) {
      filters.fromOutputs(base + panels, base + scratch, weights);
    }
  }

  /** Some positions of some images. */
  private void block(long base, int group, int image, int count, int from, int length) {
    int rows = count * length;
    switch (spec.part()) {
      case INPUT -> {
        readOutput(base, group, image, count, from, length);
        multiplyInputs(base, from, rows);
        addToImages(base, group, image, count, from, length);
      }
      case OUTPUT -> {
        readImages(base, group, image, count, from, length);
        multiplyOutputs(base, from, rows);
        writeOutput(base, group, image, count, from, length);
      }
      case WEIGHT -> {
        readImages(base, group, image, count, from, length);
        readOutput(base, group, image, count, from, length);
        addFilters(base, from, rows, image == 0 && from == 0);
      }
    }
  }

  private void readImages(long base, int group, int image, int count, int from, int length) {
    for (int i = 0; i < count; i++) {
      long copy = base + input + i * imageBytes;
      if (from == 0) {
        long planes = x.address() + plane(image + i, group) * imageBytes;
        ChannelsLast.to(planes, 4L * places, spec.inputs(), places, copy, 4L * spec.inputs());
      }
      if (!patches.isIdentity()) {
        patches.gather(copy, from, length, base + matrix + i * length * row, row);
      }
    }
  }

  private void addToImages(long base, int group, int image, int count, int from, int length) {
    for (int i = 0; i < count; i++) {
      long copy = base + input + i * imageBytes;
      if (!patches.isIdentity()) {
        if (from == 0) {
          VectorMath.fill(copy, 0f, places * spec.inputs());
        }
        patches.scatter(base + matrix + i * length * row, row, from, length, copy);
      }
      if (from + length == positions) {
        long planes = x.address() + plane(image + i, group) * imageBytes;
        ChannelsLast.from(copy, 4L * spec.inputs(), spec.inputs(), places, planes, 4L * places);
      }
    }
  }

  private void readOutput(long base, int group, int image, int count, int from, int length) {
    for (int i = 0; i < count; i++) {
      long planes = outputs(image + i, group, from);
      long copy = base + output + i * length * outputRow;
      ChannelsLast.to(planes, 4L * positions, spec.outputs(), length, copy, outputRow);
    }
  }

  private void writeOutput(long base, int group, int image, int count, int from, int length) {
    for (int i = 0; i < count; i++) {
      long planes = outputs(image + i, group, from);
      long copy = base + output + i * length * outputRow;
      ChannelsLast.from(copy, outputRow, spec.outputs(), length, planes, 4L * positions);
    }
  }

  private long plane(int image, int group) {
    return (long) image * spec.groups() + group;
  }

  private long outputs(int image, int group, int position) {
    long plane = plane(image, group) * spec.outputs();
    return y.address() + 4L * (plane * positions + position);
  }

  /** Where the block's patches lie. */
  private long patchRows(long base, int from) {
    return patches.isIdentity() ? base + input + from * row : base + matrix;
  }

  /** (positions, outputs) = (positions, taps * inputs) (taps * inputs, outputs). */
  private void multiplyOutputs(long base, int from, int rows) {
    int k = patches.length();
    int m = Math.max(rows, Panels.ROWS);
    for (int panel = 0; panel < across; panel++) {
      long b = base + panels + panel * k * PANEL;
      long c = base + output + panel * PANEL;
      PanelProduct.multiply(
          m, k, patchRows(base, from), row, 4L, b, false, c, outputRow, base + sums);
    }
  }

  /** (positions, taps * inputs) = (positions, outputs) (outputs, taps * inputs). */
  private void multiplyInputs(long base, int from, int rows) {
    int k = spec.outputs();
    int m = Math.max(rows, Panels.ROWS);
    for (int panel = 0; panel < ChannelFilters.panels(patches.length()); panel++) {
      long b = base + panels + panel * k * PANEL;
      long c = patchRows(base, from) + panel * PANEL;
      PanelProduct.multiply(m, k, base + output, outputRow, 4L, b, false, c, row, base + sums);
    }
  }

  /** (taps * inputs, outputs) += (positions, taps * inputs)' (positions, outputs). */
  private void addFilters(long base, int from, int rows, boolean first) {
    int m = patches.length();
    long b = base + outputPanel;
    for (int panel = 0; panel < across; panel++) {
      for (int i = 0; i < rows; i++) {
        long columns = base + output + i * outputRow + panel * PANEL;
        VectorMath.copy(columns, b + i * PANEL, Panels.COLUMNS);
      }
      long c = base + panels + panel * m * PANEL;
      PanelProduct.multiply(
          m, rows, patchRows(base, from), 4L, row, b, !first, c, PANEL, base + sums);
    }
  }
}
