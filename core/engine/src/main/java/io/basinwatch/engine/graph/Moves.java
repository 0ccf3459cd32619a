package io.basinwatch.engine.graph;

import java.util.List;

/** What becomes of numbers where an operation does not compute with them. */
public final class Moves {
  private Moves() {}

  /**
   * The operands' numbers in the places of the result.
   *
   * @param operands numbers; a gather's indices, in range
   * @return null where the operation does anything but move its operands' elements
   */
  public static TensorData apply(Operation operation, List<TensorData> operands, Shape shape) {
    return Folding.moved(operation, operands, shape);
  }
}
