package io.basinwatch.engine.kernels;

import io.basinwatch.engine.InvalidInputException;

/** A position along an axis: the last thing between a computed index and memory. */
public final class AxisIndex {
  private AxisIndex() {}

  /**
   * The index counted from the start.
   *
   * @param index counts from the end where it is negative
   * @param length of the axis
   */
  public static int of(int index, int length) {
    int position = index + (index >> 31 & length);
    if (position < 0 || position >= length) {
      throw new InvalidInputException(
          "model: index %d is out of range for an axis of length %d".formatted(index, length));
    }
    return position;
  }
}
