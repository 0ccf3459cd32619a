package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Activation functions. */
final class Activations {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Tanh", Elementwise.unary(UnaryFunction.TANH)),
          entry("Sigmoid", Elementwise.unary(UnaryFunction.SIGMOID)),
          entry("Softplus", Elementwise.unary(UnaryFunction.SOFTPLUS)),
          entry("Softsign", Elementwise.of(Activations::softsign)),
          entry("Mish", Elementwise.of(Activations::mish)),
          entry("Gelu", Operator.of(Activations::gelu)),
          entry("Softmax", Operator.of(node -> overAxis(node, node.builder()::softmax))),
          entry("LogSoftmax", Operator.of(node -> overAxis(node, node.builder()::logSoftmax))));

  private static final double CUBIC = 0.044715;

  private Activations() {}

  /** x times the normal distribution function of x, or its approximation by tanh. */
  private static Node gelu(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    String approximate = node.text("approximate", "none");
    Node step =
        switch (approximate) {
          case "none" -> b.unary(UnaryFunction.ERF, b.scale(Math.sqrt(.5), x));
          case "tanh" -> {
            Node cube = b.multiply(b.unary(UnaryFunction.SQUARE, x), x);
            Node inner = b.add(x, b.scale(CUBIC, cube));
            yield b.unary(UnaryFunction.TANH, b.scale(Math.sqrt(2 / Math.PI), inner));
          }
          default ->
              throw new IllegalArgumentException(
                  "approximate '%s' is not supported; supported: none, tanh"
                      .formatted(approximate));
        };
    return b.multiply(b.scale(.5, x), b.add(b.scalar(1), step));
  }

  static Node softsign(GraphBuilder b, Node x) {
    return b.divide(x, b.add(b.scalar(1), b.unary(UnaryFunction.ABS, x)));
  }

  private static Node mish(GraphBuilder b, Node x) {
    return b.multiply(x, b.unary(UnaryFunction.TANH, b.unary(UnaryFunction.SOFTPLUS, x)));
  }

  /** Applies a function of the last axis along the axis of the node. */
  private static Node overAxis(OperatorNode node, UnaryOperator<Node> function) {
    Node x = node.input(0);
    int last = x.shape().rank() - 1;
    int axis = node.axis("axis", -1, x.shape().rank());
    List<Integer> swap = Orders.swap(axis, last);
    return node.builder().permute(function.apply(node.builder().permute(x, swap)), swap);
  }
}
