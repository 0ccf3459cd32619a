package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.GatherElements;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/**
 * Elements by an index of their own. Both element types have 4 bytes, so that whole numbers move as
 * others do.
 */
final class GatherElementsStep implements Step {
  private final GatherElements spec;
  private final Operand data;
  private final Operand indices;
  private final Operand output;

  GatherElementsStep(GatherElements spec, List<Operand> inputs, Operand output) {
    this.spec = spec;
    this.data = inputs.get(0);
    this.indices = inputs.get(1);
    this.output = output;
  }

  @Override
  public void run() {
    int inner = spec.inner();
    for (int outer = 0; outer < spec.outer(); outer++) {
      long from = data.address() + 4L * outer * spec.length() * inner;
      long skipped = 4L * outer * spec.count() * inner;
      long index = indices.address() + skipped;
      long to = output.address() + skipped;
      if (inner == 1) {
        Indexing.gather(spec.count(), spec.length(), from, index, to);
      } else {
        lines(from, index, to, inner);
      }
    }
  }

  private void lines(long from, long index, long to, int inner) {
    for (int i = 0; i < spec.count(); i++) {
      long skipped = 4L * i * inner;
      line(from, index + skipped, to + skipped, inner);
    }
  }

  private void line(long from, long index, long to, int inner) {
    for (int j = 0; j < inner; j++) {
      int row = Indexing.position(index, j, spec.length());
      VectorMath.set(to, j, VectorMath.get(from, row * inner + j));
    }
  }
}
