package io.basinwatch.engine.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Static dimensions of a row-major tensor; none for a scalar. Its elements can be counted by an
 * int.
 */
public record Shape(List<Integer> dimensions) {
  /** Far beyond any network's: every operation makes lists of its operands' dimensions. */
  private static final int MOST_DIMENSIONS = 64;

  public Shape {
    if (dimensions.size() > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "%d dimensions, more than %d".formatted(dimensions.size(), MOST_DIMENSIONS));
    }
    dimensions = List.copyOf(dimensions);
    long elements = 1;
    for (int dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException("%s has a negative dimension".formatted(dimensions));
      }
      elements = Math.min(elements * dimension, Long.MAX_VALUE / Integer.MAX_VALUE);
    }
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s has more than %d elements".formatted(dimensions, Integer.MAX_VALUE));
    }
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

  /** Whether a tensor of this shape can be repeated, as in NumPy, until it has another. */
  public boolean broadcastsTo(Shape other) {
    int added = other.rank() - rank();
    return added >= 0
        && IntStream.range(0, rank())
            .allMatch(i -> dimension(i) == 1 || dimension(i) == other.dimension(added + i));
  }

  /** Another length along one axis. */
  public Shape with(int axis, int length) {
    List<Integer> other = new ArrayList<>(dimensions);
    other.set(axis, length);
    return new Shape(other);
  }

  /** Number of elements. */
  public int elements() {
    int elements = 1;
    for (int dimension : dimensions) {
      elements *= dimension;
    }
    return elements;
  }

  @Override
  public String toString() {
    return dimensions.toString();
  }
}
