package io.basinwatch.engine.graph;

/**
 * Numbers of a constant. Held by identity: two constants with equal numbers are two.
 *
 * @param values (elements of shape), row-major; whole numbers for an INTEGER node
 * @param singles the same as arithmetic in float32 has them, which may be this very array
 */
public record TensorData(Shape shape, double[] values, double[] singles) {

  public TensorData(Shape shape, double[] values) {
    this(shape, values, values);
  }

  public TensorData {
    if (shape.elements() != values.length) {
      throw new IllegalArgumentException(shape + " does not hold " + values.length + " elements");
    }
  }

  /** As arithmetic in float32 has it. */
  TensorData single() {
    return new TensorData(shape, singles);
  }

  boolean isSingle() {
    return values == singles;
  }
}
