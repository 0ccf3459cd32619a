package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.kernels.KernelSpec.Convolution;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution of any kind as products with {@link Patches}, image by image and group by group.
 * Large images go in blocks of positions, so that a matrix of patches stays small: of some rows, or
 * of a part of one that is very long.
 */
final class PatchStep implements Step {
  /** Of a matrix of patches, where one row of positions does not need more. */
  private static final long MOST_BYTES = 1 << 20;

  /** Of one row's, where one position does not need more. */
  private static final long MOST_ROW_BYTES = 16 << 20;

  private final Convolution spec;
  private final Operand x;
  private final Operand w;
  private final Operand y;
  private final Workspace workspace;
  private final Patches patches;
  private final Blas blas = new Blas();
  private final int width;
  private final int widthAtOnce;
  private final int rowsAtOnce;

  PatchStep(Convolution spec, List<Operand> inputs, Operand output, Workspace workspace) {
    List<Operand> parts = new ArrayList<>(inputs);
    parts.add(spec.part().ordinal(), output);
    this.spec = spec;
    this.x = parts.get(0);
    this.w = parts.get(1);
    this.y = parts.get(2);
    this.workspace = workspace;
    this.patches = new Patches(spec.sliding(), spec.inputs());
    this.width = spec.sliding().output().get(2);
    long row = 4L * patches.patch() * width;
    int pieces = (int) Math.clamp(Math.ceilDiv(row, MOST_ROW_BYTES), 1, width);
    this.widthAtOnce = Math.ceilDiv(width, pieces);
    this.rowsAtOnce = (int) Math.clamp(MOST_BYTES / row, 1, patches.rows());
    workspace.reserve(4L * patches.patch() * widthAtOnce * rowsAtOnce);
  }

  @Override
  public void run() {
    int planes = spec.inputs() * spec.sliding().inputPlane();
    int images = spec.batch() * spec.groups();
    for (int i = 0; i < images; i++) {
      long input = x.address() + 4L * i * planes;
      long output = y.address() + 4L * i * spec.outputs() * spec.sliding().outputPlane();
      long weights = w.address() + 4L * (i % spec.groups()) * spec.outputs() * patches.patch();
      if (spec.part() == ConvolutionPart.INPUT) {
        VectorMath.fill(input, 0f, planes);
      }
      for (int row = 0; row < patches.rows(); row += rowsAtOnce) {
        int rows = Math.min(rowsAtOnce, patches.rows() - row);
        for (int left = 0; left < width; left += widthAtOnce) {
          boolean first = i < spec.groups() && row == 0 && left == 0;
          int part = Math.min(widthAtOnce, width - left);
          block(input, weights, output, new Patches.Block(row, rows, left, part), first);
        }
      }
    }
  }

  /**
   * @param first whether nothing has been added to the weights before
   */
  private void block(long input, long weights, long output, Patches.Block block, boolean first) {
    int outputs = spec.outputs();
    int patch = patches.patch();
    int plane = spec.sliding().outputPlane();
    int count = block.positions();
    long matrix = workspace.address();
    long part = output + 4L * ((long) block.row() * width + block.left());
    switch (spec.part()) {
      case INPUT -> {
        blas.multiply(
            patch, count, outputs, weights, patch, true, part, plane, false, 0f, matrix, count);
        patches.add(matrix, block, input);
      }
      case WEIGHT -> {
        patches.lay(input, block, matrix);
        float kept = first ? 0f : 1f;
        blas.multiply(
            outputs, patch, count, part, plane, false, matrix, count, true, kept, weights, patch);
      }
      case OUTPUT -> {
        patches.lay(input, block, matrix);
        blas.multiply(
            outputs, count, patch, weights, patch, false, matrix, count, false, 0f, part, plane);
      }
    }
  }
}
