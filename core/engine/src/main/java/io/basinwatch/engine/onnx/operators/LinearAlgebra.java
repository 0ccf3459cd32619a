package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Matrix products. */
final class LinearAlgebra {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Gemm", Operator.of(LinearAlgebra::gemm)),
          entry("MatMul", Operator.of(LinearAlgebra::matMul)));

  private LinearAlgebra() {}

  /** alpha A' B' + beta C. */
  private static Node gemm(OperatorNode node) {
    GraphBuilder b = node.builder();
    double alpha = node.real("alpha", 1);
    double beta = node.real("beta", 1);
    boolean transposeA = node.integer("transA", 0) != 0;
    boolean transposeB = node.integer("transB", 0) != 0;
    Node left = b.toReal(node.input(0));
    Node right = b.toReal(node.input(1));
    Node product = b.scale(alpha, b.matMul(left, right, transposeA, transposeB));
    Node sum =
        node.optionalInput(2)
            .map(_ -> b.toReal(node.inputWithin(2, product.shape())))
            .map(c -> b.add(product, b.scale(beta, c)))
            .orElse(product);
    return b.to(node.input(0).type(), sum);
  }

  /** A factor with one dimension is a row on the left and a column on the right, as in NumPy. */
  private static Node matMul(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node left = node.input(0);
    Node right = node.input(1);
    boolean row = left.shape().rank() == 1;
    boolean column = right.shape().rank() == 1;
    Node a = row ? b.reshape(left, Shape.of(1, left.shape().dimension(0))) : left;
    Node c = column ? b.reshape(right, Shape.of(right.shape().dimension(0), 1)) : right;
    Node product = b.matMul(a, c);
    List<Integer> dimensions = new ArrayList<>(product.shape().dimensions());
    if (column) {
      dimensions.removeLast();
    }
    if (row) {
      dimensions.remove(dimensions.size() - (column ? 1 : 2));
    }
    return b.reshape(product, new Shape(dimensions));
  }
}
