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
 * Large images go in blocks of positions, so that a matrix of patches stays small.
 */
final class PatchStep implements Step {
  /** Of a matrix of patches, where one row of positions does not need more. */
  private static final long MOST_BYTES = 1 << 20;

  private final Convolution spec;
  private final Operand x;
  private final Operand w;
  private final Operand y;
  private final Workspace workspace;
  private final Patches patches;
  private final Blas blas = new Blas();
  private final int width;
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
    this.rowsAtOnce = (int) Math.clamp(MOST_BYTES / row, 1, patches.rows());
    workspace.reserve(row * rowsAtOnce);
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
        boolean first = i < spec.groups() && row == 0;
        block(input, weights, output, row, Math.min(rowsAtOnce, patches.rows() - row), first);
      }
    }
  }

  /**
   * @param first whether nothing has been added to the weights before
   */
  private void block(long input, long weights, long output, int row, int rows, boolean first) {
    int outputs = spec.outputs();
    int patch = patches.patch();
    int plane = spec.sliding().outputPlane();
    int count = rows * width;
    long matrix = workspace.address();
    long part = output + 4L * row * width;
    switch (spec.part()) {
      case INPUT -> {
        blas.multiply(
            patch, count, outputs, weights, patch, true, part, plane, false, 0f, matrix, count);
        patches.add(matrix, row, rows, input);
      }
      case WEIGHT -> {
        patches.lay(input, row, rows, matrix);
        float kept = first ? 0f : 1f;
        blas.multiply(
            outputs, patch, count, part, plane, false, matrix, count, true, kept, weights, patch);
      }
      case OUTPUT -> {
        patches.lay(input, row, rows, matrix);
        blas.multiply(
            outputs, count, patch, weights, patch, false, matrix, count, false, 0f, part, plane);
      }
    }
  }
}
