package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.ScatterAddElements;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** Adds elements by an index of their own, in the order of the indices. */
final class ScatterElementsStep implements Step {
  private final ScatterAddElements spec;
  private final Operand updates;
  private final Operand indices;
  private final Operand output;

  ScatterElementsStep(ScatterAddElements spec, List<Operand> inputs, Operand output) {
    this.spec = spec;
    this.updates = inputs.get(0);
    this.indices = inputs.get(1);
    this.output = output;
  }

  @Override
  public void run() {
    VectorMath.fill(output.address(), 0f, spec.outer() * spec.length() * spec.inner());
    int inner = spec.inner();
    for (int outer = 0; outer < spec.outer(); outer++) {
      long to = output.address() + 4L * outer * spec.length() * inner;
      long skipped = 4L * outer * spec.count() * inner;
      long from = updates.address() + skipped;
      long index = indices.address() + skipped;
      if (inner == 1) {
        Indexing.scatterAdd(spec.count(), spec.length(), from, index, to);
      } else {
        lines(from, index, to, inner);
      }
    }
  }

  private void lines(long from, long index, long to, int inner) {
    for (int i = 0; i < spec.count(); i++) {
      long skipped = 4L * i * inner;
      line(from + skipped, index + skipped, to, inner);
    }
  }

  private void line(long from, long index, long to, int inner) {
    for (int j = 0; j < inner; j++) {
      int at = Indexing.position(index, j, spec.length()) * inner + j;
      VectorMath.set(to, at, VectorMath.get(to, at) + VectorMath.get(from, j));
    }
  }
}
