package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.Map;

/** Truth values, which are 0 and 1. */
final class Comparisons {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Equal", Operator.of(node -> compare(node, BinaryFunction.EQUAL, 0, 1))),
          entry("Greater", Operator.of(node -> compare(node, BinaryFunction.GREATER, 0, 1))),
          entry("Less", Operator.of(node -> compare(node, BinaryFunction.GREATER, 1, 0))),
          entry(
              "GreaterOrEqual",
              Operator.of(node -> orEqual(node, compare(node, BinaryFunction.GREATER, 0, 1)))),
          entry(
              "LessOrEqual",
              Operator.of(node -> orEqual(node, compare(node, BinaryFunction.GREATER, 1, 0)))),
          entry("Not", Operator.of(node -> not(node, node.input(0)))),
          entry("And", Operator.of(node -> node.builder().multiply(node.input(0), node.input(1)))),
          entry(
              "Or",
              Operator.of(
                  node ->
                      node.builder().binary(BinaryFunction.MAXIMUM, node.input(0), node.input(1)))),
          entry("Xor", Operator.of(node -> not(node, compare(node, BinaryFunction.EQUAL, 0, 1)))),
          entry("IsNaN", Operator.of(node -> not(node, compare(node, BinaryFunction.EQUAL, 0, 0)))),
          entry("IsInf", Operator.of(Comparisons::isInfinite)),
          entry(
              "Where",
              Operator.of(
                  node -> node.builder().where(node.input(0), node.input(1), node.input(2)))));

  private Comparisons() {}

  private static Node compare(OperatorNode node, BinaryFunction function, int left, int right) {
    GraphBuilder builder = node.builder();
    return builder.binary(
        function, builder.toReal(node.input(left)), builder.toReal(node.input(right)));
  }

  /** Unlike the opposite of the opposite it does not hold for a NaN. */
  private static Node orEqual(OperatorNode node, Node strictly) {
    return node.builder().add(strictly, compare(node, BinaryFunction.EQUAL, 0, 1));
  }

  private static Node isInfinite(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    boolean negative = node.integer("detect_negative", 1) != 0;
    boolean positive = node.integer("detect_positive", 1) != 0;
    Node candidate =
        negative && positive
            ? b.unary(UnaryFunction.ABS, x)
            : negative ? b.negate(x) : positive ? x : b.filled(0, x.shape());
    return b.binary(BinaryFunction.EQUAL, candidate, b.scalar(Double.POSITIVE_INFINITY));
  }

  private static Node not(OperatorNode node, Node truth) {
    return node.builder().subtract(node.builder().scalar(1), truth);
  }
}
