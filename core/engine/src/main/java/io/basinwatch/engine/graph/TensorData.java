package io.basinwatch.engine.graph;

/**
 * Numbers of a constant. Held by identity: two constants with equal numbers are two.
 *
 * @param values (elements of shape), row-major; whole numbers for an INTEGER node
 */
public record TensorData(Shape shape, double[] values) {

  public TensorData {
    if (shape.elements() != values.length) {
      throw new IllegalArgumentException(shape + " does not hold " + values.length + " elements");
    }
  }
}
