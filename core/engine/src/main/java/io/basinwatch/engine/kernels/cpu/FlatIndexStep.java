package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.FlatIndex;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** Indices along the axes of a table as indices into the table, one axis after the other. */
final class FlatIndexStep implements Step {
  private final int count;
  private final int[] dimensions;
  private final Operand[] axes;
  private final Operand output;

  FlatIndexStep(FlatIndex spec, List<Operand> inputs, Operand output) {
    this.count = spec.count();
    this.dimensions = spec.dimensions().stream().mapToInt(Integer::intValue).toArray();
    this.axes = inputs.toArray(Operand[]::new);
    this.output = output;
  }

  @Override
  public void run() {
    long to = output.address();
    for (int i = 0; i < count; i++) {
      Indexing.setInteger(to, i, Indexing.position(axes[0].address(), i, dimensions[0]));
    }
    for (int axis = 1; axis < axes.length; axis++) {
      add(axes[axis].address(), dimensions[axis], to);
    }
  }

  private void add(long indices, int length, long to) {
    for (int i = 0; i < count; i++) {
      int before = Indexing.integer(to, i) * length;
      Indexing.setInteger(to, i, before + Indexing.position(indices, i, length));
    }
  }
}
