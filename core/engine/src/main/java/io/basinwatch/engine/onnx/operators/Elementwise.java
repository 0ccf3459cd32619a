package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.Map;
import java.util.function.Function;

/** Arithmetic, element by element. */
final class Elementwise {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Add", binary(BinaryFunction.ADD)),
          entry("Sub", binary(BinaryFunction.SUBTRACT)),
          entry("Mul", binary(BinaryFunction.MULTIPLY)),
          entry("Div", binary(BinaryFunction.DIVIDE)),
          entry("Mod", Operator.of(Elementwise::modulo)),
          entry("Pow", Operator.of(Elementwise::power)),
          entry("Max", variadic(BinaryFunction.MAXIMUM)),
          entry("Min", variadic(BinaryFunction.MINIMUM)),
          entry("Sum", variadic(BinaryFunction.ADD)),
          entry("Mean", Operator.of(Elementwise::mean)),
          entry("Clip", Operator.of(Elementwise::clip)),
          entry("Neg", unary(UnaryFunction.NEGATE)),
          entry("Abs", unary(UnaryFunction.ABS)),
          entry("Sign", unary(UnaryFunction.SIGN)),
          entry("Floor", unary(UnaryFunction.FLOOR)),
          entry("Ceil", of(Elementwise::ceiling)),
          entry("Round", unary(UnaryFunction.ROUND)));

  private Elementwise() {}

  static Operator unary(UnaryFunction function) {
    return Operator.of(node -> node.builder().unary(function, node.input(0)));
  }

  /** A function of the first input. */
  static Operator of(ElementFunction function) {
    return Operator.of(node -> function.apply(node.builder(), node.input(0)));
  }

  /** Written in the graph's operations. */
  interface ElementFunction {
    Node apply(GraphBuilder b, Node x);
  }

  private static Operator binary(BinaryFunction function) {
    return Operator.of(node -> node.builder().binary(function, node.input(0), node.input(1)));
  }

  private static Operator variadic(BinaryFunction function) {
    return Operator.of(node -> combine(node, function));
  }

  private static Node combine(OperatorNode node, BinaryFunction function) {
    return node.allInputs().stream()
        .reduce((a, b) -> node.builder().binary(function, a, b))
        .orElseThrow(() -> new IllegalArgumentException("it has no input"));
  }

  private static Node mean(OperatorNode node) {
    return node.builder().scale(1. / node.allInputs().size(), combine(node, BinaryFunction.ADD));
  }

  private static Node power(OperatorNode node) {
    GraphBuilder builder = node.builder();
    Node base = node.input(0);
    Node exponent = node.input(1);
    if (base.type() == exponent.type()) {
      return builder.binary(BinaryFunction.POWER, base, exponent);
    }
    Node power =
        builder.binary(BinaryFunction.POWER, builder.toReal(base), builder.toReal(exponent));
    return builder.to(base.type(), power);
  }

  /** a - b q, q being a / b rounded down (the result has b's sign) or towards zero (a's). */
  private static Node modulo(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = b.toReal(node.input(0));
    Node y = b.toReal(node.input(1));
    Node quotient = b.divide(x, y);
    Node whole =
        node.integer("fmod", 0) == 0
            ? b.unary(UnaryFunction.FLOOR, quotient)
            : b.multiply(
                b.unary(UnaryFunction.SIGN, quotient),
                b.unary(UnaryFunction.FLOOR, b.unary(UnaryFunction.ABS, quotient)));
    Node rest = b.subtract(x, b.multiply(y, whole));
    return b.to(node.input(0).type(), rest);
  }

  static Node ceiling(GraphBuilder b, Node x) {
    return b.negate(b.unary(UnaryFunction.FLOOR, b.negate(x)));
  }

  /** Passes the gradient on at the limits themselves, as torch.clamp does. */
  private static Node clip(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    Function<Node, Node> scalar = limit -> b.reshape(limit, Shape.of());
    Node low = node.optionalInput(1).map(scalar).orElse(null);
    Node high = node.optionalInput(2).map(scalar).orElse(null);
    Node above = low == null ? x : b.where(b.binary(BinaryFunction.GREATER, low, x), low, x);
    return high == null
        ? above
        : b.where(b.binary(BinaryFunction.GREATER, above, high), high, above);
  }
}
