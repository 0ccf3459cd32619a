package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.View;

/** Follows a view. */
final class Walk {
  private Walk() {}

  /** The element of the tensor that the walk's element {@code i} is. */
  static long position(View view, long i) {
    long position = view.offset();
    long rest = i;
    for (int axis = view.dimensions().size() - 1; axis >= 0; axis--) {
      int size = view.dimensions().get(axis);
      position += rest % size * view.strides().get(axis);
      rest /= size;
    }
    return position;
  }
}
