package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Constants that operators are written with. */
final class Literals {
  private Literals() {}

  /** INTEGER (values). */
  static Node integers(GraphBuilder b, int... values) {
    return tensor(b, ElementType.INTEGER, Shape.of(values.length), i -> values[i]);
  }

  /** REAL 0, 1, ..., n - 1. */
  static Node count(GraphBuilder b, int n) {
    return tensor(b, ElementType.REAL, Shape.of(n), i -> i);
  }

  /** REAL 0, 1, ..., n - 1 along one of so many axes, the others of length 1. */
  static Node count(GraphBuilder b, int n, int axis, int rank) {
    Shape line = new Shape(Collections.nCopies(rank, 1)).with(axis, n);
    return tensor(b, ElementType.REAL, line, i -> i);
  }

  /** Of no dimensions. */
  static Node scalar(GraphBuilder b, ElementType type, double value) {
    return tensor(b, type, Shape.of(), _ -> value);
  }

  /**
   * @param values by row-major position
   */
  static Node tensor(GraphBuilder b, ElementType type, Shape shape, IntToDoubleFunction values) {
    b.requireRoom(shape.elements());
    double[] numbers = new double[shape.elements()];
    Arrays.setAll(numbers, values);
    return b.constant(type, new TensorData(shape, numbers));
  }

  /** The numbers of a shape's dimensions from one axis to before another. */
  static Shape part(Shape shape, int from, int to) {
    return new Shape(shape.dimensions().subList(from, to));
  }

  /** Dimensions of several shapes one after the other. */
  static Shape join(Shape... shapes) {
    return new Shape(Arrays.stream(shapes).flatMap(shape -> shape.dimensions().stream()).toList());
  }

  static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
