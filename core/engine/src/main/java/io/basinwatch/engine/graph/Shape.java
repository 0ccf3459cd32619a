package io.basinwatch.engine.graph;

import java.util.List;

/** Static dimensions of a row-major tensor; none for a scalar. */
public record Shape(List<Integer> dimensions) {

  public Shape {
    dimensions = List.copyOf(dimensions);
  }

  public static Shape of(Integer... dimensions) {
    return new Shape(List.of(dimensions));
  }

  public int rank() {
    return dimensions.size();
  }

  /** A dimension; a negative axis counts from the end. */
  public int dimension(int axis) {
    return dimensions.get(axis < 0 ? axis + rank() : axis);
  }

  /** Number of elements; fails where it does not fit into an int. */
  public int elements() {
    return dimensions.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return dimensions.toString();
  }
}
