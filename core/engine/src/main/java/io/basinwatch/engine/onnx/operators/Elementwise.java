package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.Map;

/** Arithmetic, element by element. */
final class Elementwise {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Add", binary(BinaryFunction.ADD)),
          entry("Sub", binary(BinaryFunction.SUBTRACT)),
          entry("Mul", binary(BinaryFunction.MULTIPLY)),
          entry("Div", binary(BinaryFunction.DIVIDE)),
          entry("Pow", Operator.of(Elementwise::power)),
          entry("Max", variadic(BinaryFunction.MAXIMUM)),
          entry("Min", variadic(BinaryFunction.MINIMUM)),
          entry("Sum", variadic(BinaryFunction.ADD)),
          entry("Neg", unary(UnaryFunction.NEGATE)),
          entry("Abs", unary(UnaryFunction.ABS)),
          entry("Sign", unary(UnaryFunction.SIGN)),
          entry("Exp", unary(UnaryFunction.EXP)),
          entry("Log", unary(UnaryFunction.LOG)),
          entry("Sqrt", unary(UnaryFunction.SQRT)),
          entry("Reciprocal", unary(UnaryFunction.RECIPROCAL)),
          entry("Erf", unary(UnaryFunction.ERF)));

  private Elementwise() {}

  static Operator unary(UnaryFunction function) {
    return Operator.of(node -> node.builder().unary(function, node.input(0)));
  }

  private static Operator binary(BinaryFunction function) {
    return Operator.of(node -> node.builder().binary(function, node.input(0), node.input(1)));
  }

  private static Operator variadic(BinaryFunction function) {
    return Operator.of(
        node ->
            node.allInputs().stream()
                .reduce((a, b) -> node.builder().binary(function, a, b))
                .orElseThrow(() -> new IllegalArgumentException("it has no input")));
  }

  private static Node power(OperatorNode node) {
    GraphBuilder builder = node.builder();
    Node base = node.input(0);
    Node exponent = node.input(1);
    return builder.binary(
        BinaryFunction.POWER,
        base,
        base.type() == ElementType.REAL ? builder.toReal(exponent) : exponent);
  }
}
