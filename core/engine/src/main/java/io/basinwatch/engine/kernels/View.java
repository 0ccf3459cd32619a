package io.basinwatch.engine.kernels;

import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over a tensor's elements, in the row-major order of a box of indices.
 *
 * @param dimensions of the box
 * @param strides elements from one index to the next; 0 where the tensor is broadcast
 * @param offset element that the walk begins at
 */
public record View(List<Integer> dimensions, List<Integer> strides, int offset) {

  public View {
    dimensions = List.copyOf(dimensions);
    strides = List.copyOf(strides);
  }

  /** A walk over a tensor itself. */
  public static View whole(int elements) {
    return new View(List.of(elements), List.of(1), 0);
  }

  /** A tensor broadcast to a shape, as in NumPy. */
  public static View broadcast(Shape from, Shape to) {
    List<Integer> own = rowMajor(from);
    int added = to.rank() - from.rank();
    List<Integer> strides = new ArrayList<>();
    for (int axis = 0; axis < to.rank(); axis++) {
      boolean repeated = axis < added || from.dimension(axis - added) == 1;
      strides.add(repeated ? 0 : own.get(axis - added));
    }
    return new View(to.dimensions(), strides, 0);
  }

  /** Row-major strides of a shape. */
  public static List<Integer> rowMajor(Shape shape) {
    Integer[] strides = new Integer[shape.rank()];
    int stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.dimension(axis);
    }
    return List.of(strides);
  }

  /** Number of elements walked over. */
  public int elements() {
    return dimensions.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether it walks from the first element on, one by one. */
  public boolean isContiguous() {
    return offset == 0 && dimensions.size() == 1 && strides.getFirst() == 1;
  }

  /** Whether it stays at one element. */
  public boolean isScalar() {
    return dimensions.size() == 1 && strides.getFirst() == 0;
  }

  /** The same walk in as few dimensions as possible; at least one. */
  public View merged() {
    List<Integer> sizes = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    for (int axis = 0; axis < dimensions.size(); axis++) {
      int size = dimensions.get(axis);
      int step = strides.get(axis);
      int last = sizes.size() - 1;
      if (size == 1) {
        continue;
      }
      if (last >= 0 && steps.get(last) == step * size) {
        sizes.set(last, sizes.get(last) * size);
        steps.set(last, step);
      } else {
        sizes.add(size);
        steps.add(step);
      }
    }
    return sizes.isEmpty()
        ? new View(List.of(1), List.of(1), offset)
        : new View(sizes, steps, offset);
  }
}
