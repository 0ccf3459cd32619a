package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.kernels.KernelSpec.CrossEntropy;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** Cross-entropies and their gradient, row by row: the exponentials are computed once. */
final class CrossEntropyStep implements Step {
  private final CrossEntropy spec;
  private final Operand logits;
  private final Operand target;
  private final Operand scale;
  private final Operand losses;
  private final Operand gradient;

  CrossEntropyStep(CrossEntropy spec, List<Operand> inputs, List<Operand> outputs) {
    this.spec = spec;
    this.logits = inputs.get(0);
    this.target = inputs.get(1);
    this.scale = spec.gradient() ? inputs.get(2) : null;
    this.losses = outputs.get(0);
    this.gradient = spec.gradient() ? outputs.get(1) : null;
  }

  @Override
  public void run() {
    for (int row = 0; row < spec.rows(); row++) {
      long x = logits.address() + 4L * row * spec.columns();
      int label = ALL.get(JAVA_INT, target.address() + 4L * row);
      float largest = Reductions.maximum(x, spec.columns());
      float sum =
          gradient == null
              ? Softmaxes.sumOfExponentials(x, largest, spec.columns())
              : gradient(x, label, largest, row);
      float loss = (float) Math.log(sum) - (get(x, label) - largest);
      set(losses.address(), row, loss);
    }
  }

  /** Writes a row of the gradient; returns the sum of the exponentials. */
  private float gradient(long x, int label, float largest, int row) {
    long y = gradient.address() + 4L * row * spec.columns();
    float factor = get(scale.address(), spec.scalarScale() ? 0 : row);
    float sum = Softmaxes.exponentials(x, y, largest, spec.columns());
    VectorMath.scale(y, factor / sum, spec.columns());
    set(y, label, get(y, label) - factor);
    return sum;
  }
}
