package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.Node;
import java.util.List;
import java.util.function.Function;

/** How one ONNX operator is written in the graph's own operations. */
@FunctionalInterface
interface Operator {
  /** The node's outputs, as far as they are supported. */
  List<Node> apply(OperatorNode node);

  /** An operator with one output. */
  static Operator of(Function<OperatorNode, Node> function) {
    return node -> List.of(function.apply(node));
  }
}
