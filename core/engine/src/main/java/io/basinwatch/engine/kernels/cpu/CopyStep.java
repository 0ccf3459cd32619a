package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.Copy;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.View;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a box of elements between two strided places: dimensions that both walk alike are merged,
 * and the last one is copied in runs. Both element types have 4 bytes.
 */
final class CopyStep implements Step {
  private final int zeroed;
  private final int fromOffset;
  private final int toOffset;
  private final int[] dimensions;
  private final int[] fromStrides;
  private final int[] toStrides;
  private final Operand from;
  private final Operand to;

  CopyStep(Copy spec, Operand from, Operand to) {
    List<int[]> axes = merged(spec.from(), spec.to());
    this.zeroed = spec.zeroed();
    this.fromOffset = spec.from().offset();
    this.toOffset = spec.to().offset();
    this.dimensions = axes.stream().mapToInt(axis -> axis[0]).toArray();
    this.fromStrides = axes.stream().mapToInt(axis -> axis[1]).toArray();
    this.toStrides = axes.stream().mapToInt(axis -> axis[2]).toArray();
    this.from = from;
    this.to = to;
  }

  /** (size, stride in one, stride in the other) of each axis; at least one. */
  private static List<int[]> merged(View from, View to) {
    List<int[]> axes = new ArrayList<>();
    for (int i = 0; i < from.dimensions().size(); i++) {
      int size = from.dimensions().get(i);
      int a = from.strides().get(i);
      int b = to.strides().get(i);
      int[] last = axes.isEmpty() ? null : axes.getLast();
      if (last != null && last[1] == a * size && last[2] == b * size) {
        axes.set(axes.size() - 1, new int[] {last[0] * size, a, b});
      } else if (size != 1) {
        axes.add(new int[] {size, a, b});
      }
    }
    return axes.isEmpty() ? List.of(new int[] {1, 1, 1}) : axes;
  }

  @Override
  public void run() {
    if (zeroed > 0) {
      VectorMath.fill(to.address(), 0f, zeroed);
    }
    copy(0, from.address() + 4L * fromOffset, to.address() + 4L * toOffset);
  }

  private void copy(int axis, long x, long y) {
    if (axis == dimensions.length - 1) {
      run(dimensions[axis], x, fromStrides[axis], y, toStrides[axis]);
      return;
    }
    for (int i = 0; i < dimensions[axis]; i++) {
      copy(axis + 1, x + 4L * i * fromStrides[axis], y + 4L * i * toStrides[axis]);
    }
  }

  private static void run(int count, long x, int fromStride, long y, int toStride) {
    if (fromStride == 1 && toStride == 1) {
      VectorMath.copy(x, y, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      VectorMath.set(y, i * toStride, VectorMath.get(x, i * fromStride));
    }
  }
}
