package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.Map;

/**
 * Determinants by Gaussian elimination, written out column by column: the row with a column's
 * largest element is exchanged with the first one, which changes the sign. Where nothing is left in
 * a column the determinant is 0 and its derivatives are not numbers: this way does not give them.
 */
final class Determinants {
  static final Map<String, Operator> OPERATORS = Map.of("Det", Operator.of(Determinants::apply));

  private Determinants() {}

  private static Node apply(OperatorNode node) {
    GraphBuilder b = node.builder();
    Shape shape = node.input(0).shape();
    int rank = shape.rank();
    if (rank < 2 || shape.dimension(-1) != shape.dimension(-2) || shape.dimension(-1) == 0) {
      throw new IllegalArgumentException("%s is no shape of square matrices".formatted(shape));
    }
    Shape batch = Literals.part(shape, 0, rank - 2);
    int size = shape.dimension(-1);
    Node matrices = b.reshape(node.input(0), Shape.of(batch.elements(), size, size));
    return b.reshape(determinants(b, matrices, size), batch);
  }

  /** (count, size, size) -> (count, 1, 1). */
  private static Node determinants(GraphBuilder b, Node matrices, int size) {
    int count = matrices.shape().dimension(0);
    Node left = matrices; // what is not eliminated yet
    Node product = b.scalar(1);
    Node isSingular = b.scalar(0);
    for (int n = size; n > 1; n--) {
      Node sizes = b.unary(UnaryFunction.ABS, b.slice(left, 2, 0, 1));
      Node largest = b.topIndices(b.reshape(sizes, Shape.of(count, n)), 1);
      Node everywhere =
          b.broadcast(b.reshape(largest, Shape.of(count, 1, 1)), Shape.of(count, 1, n));
      Node row = b.gatherElements(left, everywhere, 1);
      Node isRow =
          b.reshape(b.oneHot(b.reshape(largest, Shape.of(count)), n), Shape.of(count, n, 1));
      Node others = b.slice(b.where(isRow, b.slice(left, 1, 0, 1), left), 1, 1, n - 1);
      Node pivot = b.slice(row, 2, 0, 1);
      Node sign = b.subtract(b.scale(2, b.slice(isRow, 1, 0, 1)), b.scalar(1));
      product = b.multiply(product, b.multiply(sign, pivot));
      isSingular =
          b.binary(
              BinaryFunction.MAXIMUM,
              isSingular,
              b.binary(BinaryFunction.EQUAL, pivot, b.scalar(0)));
      Node factors = b.divide(b.slice(others, 2, 0, 1), pivot);
      Node eliminated = b.multiply(factors, b.slice(row, 2, 1, n - 1));
      left = b.subtract(b.slice(others, 2, 1, n - 1), eliminated);
    }
    return b.where(isSingular, b.scalar(0), b.multiply(product, left));
  }
}
