package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.ScatterAdd;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** Adds rows by index, in the order of the indices. */
final class ScatterStep implements Step {
  private final ScatterAdd spec;
  private final Operand updates;
  private final Operand indices;
  private final Operand output;

  ScatterStep(ScatterAdd spec, List<Operand> inputs, Operand output) {
    this.spec = spec;
    this.updates = inputs.get(0);
    this.indices = inputs.get(1);
    this.output = output;
  }

  @Override
  public void run() {
    long row = 4L * spec.inner();
    VectorMath.fill(output.address(), 0f, spec.outer() * spec.length() * spec.inner());
    for (int outer = 0; outer < spec.outer(); outer++) {
      long from = updates.address() + outer * row * spec.count();
      long to = output.address() + outer * row * spec.length();
      if (spec.inner() == 1) {
        Indexing.scatterAdd(spec.count(), spec.length(), from, indices.address(), to);
      } else {
        rows(from, indices.address(), to, row);
      }
    }
  }

  private void rows(long from, long index, long to, long row) {
    for (int i = 0; i < spec.count(); i++) {
      long at = Indexing.position(index, i, spec.length());
      VectorMath.add(to + at * row, from + i * row, spec.inner());
    }
  }
}
