package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.Gather;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** Rows by index. Both element types have 4 bytes, so that whole numbers move as others do. */
final class GatherStep implements Step {
  private final Gather spec;
  private final Operand data;
  private final Operand indices;
  private final Operand output;

  GatherStep(Gather spec, List<Operand> inputs, Operand output) {
    this.spec = spec;
    this.data = inputs.get(0);
    this.indices = inputs.get(1);
    this.output = output;
  }

  @Override
  public void run() {
    long row = 4L * spec.inner();
    for (int outer = 0; outer < spec.outer(); outer++) {
      long from = data.address() + outer * row * spec.length();
      long to = output.address() + outer * row * spec.count();
      if (spec.inner() == 1) {
        Indexing.gather(spec.count(), spec.length(), from, indices.address(), to);
      } else {
        rows(from, indices.address(), to, row);
      }
    }
  }

  private void rows(long from, long index, long to, long row) {
    for (int i = 0; i < spec.count(); i++) {
      long at = Indexing.position(index, i, spec.length());
      VectorMath.copy(from + at * row, to + i * row, spec.inner());
    }
  }
}
