package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;

import io.basinwatch.engine.kernels.KernelSpec.CrossEntropy;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.util.List;

/** Cross-entropies and their gradient; the exponentials are computed once. */
final class CrossEntropyStep implements Step {
  /** Columns from which on a row's gradient is scaled while it is in the nearest cache. */
  private static final int LONG = 512;

  private final CrossEntropy spec;
  private final Operand logits;
  private final Operand target;
  private final Operand scale;
  private final Operand losses;
  private final Operand gradient;
  private final Workspace workspace;
  private final boolean scalesAtOnce;

  CrossEntropyStep(
      CrossEntropy spec, List<Operand> inputs, List<Operand> outputs, Workspace workspace) {
    this.workspace = workspace;
    int lost = spec.columns() * (isShort(spec) ? spec.rows() : 1);
    workspace.reserve(4L * (spec.rows() + lost));
    this.spec = spec;
    this.logits = inputs.get(0);
    this.target = inputs.get(1);
    this.scale = spec.gradient() ? inputs.get(2) : null;
    this.losses = outputs.get(0);
    this.gradient = spec.gradient() ? outputs.get(1) : null;
    this.scalesAtOnce = spec.gradient() && spec.columns() >= LONG;
  }

  /** What one pass over short rows stores is not read back while it is on its way. */
  @Override
  public void run() {
    long sums = workspace.address();
    if (isShort(spec)) {
      exponentialsOfAll(sums);
    } else {
      exponentials(sums);
    }
    if (gradient != null && !scalesAtOnce) {
      for (int row = 0; row < spec.rows(); row++) {
        scaleRow(sums, row);
      }
    }
    FunctionKernels.log(sums, sums, spec.rows());
    VectorMath.addScaled(losses.address(), 1f, sums, spec.rows());
  }

  /** Into the gradient's rows, or where they are lost; their sums; and the losses but for those. */
  private void exponentials(long sums) {
    int columns = spec.columns();
    for (int row = 0; row < spec.rows(); row++) {
      long x = logits.address() + 4L * row * columns;
      long y = gradient == null ? sums + 4L * spec.rows() : gradient.address() + 4L * row * columns;
      float largest = Exponentials.largest(x, columns);
      float chosen = get(x, Indexing.integer(target.address(), row));
      set(sums, row, Exponentials.write(x, y, largest, columns));
      set(losses.address(), row, largest - chosen);
      if (scalesAtOnce) {
        scaleRow(sums, row);
      }
    }
  }

  private static boolean isShort(CrossEntropy spec) {
    return spec.columns() < VectorMath.LANES;
  }

  /** The same with all rows as one, where a row does not fill a vector. */
  private void exponentialsOfAll(long sums) {
    int columns = spec.columns();
    long y = gradient == null ? sums + 4L * spec.rows() : gradient.address();
    for (int row = 0; row < spec.rows(); row++) {
      long at = 4L * row * columns;
      long x = logits.address() + at;
      float chosen = get(x, Indexing.integer(target.address(), row));
      set(losses.address(), row, Exponentials.center(x, y + at, columns) - chosen);
    }
    Exponentials.write(y, y, 0f, spec.rows() * columns);
    for (int row = 0; row < spec.rows(); row++) {
      set(sums, row, Reductions.sum(y + 4L * row * columns, columns));
    }
  }

  private void scaleRow(long sums, int row) {
    long y = gradient.address() + 4L * row * spec.columns();
    int label = Indexing.integer(target.address(), row);
    float factor = get(scale.address(), spec.scalarScale() ? 0 : row);
    float scaled = factor / get(sums, row);
    float residual = get(y, label) * scaled - factor;
    VectorMath.scale(y, scaled, spec.columns());
    set(y, label, residual);
  }
}
