package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Exponential, trigonometric and hyperbolic functions. */
final class Functions {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Exp", Elementwise.unary(UnaryFunction.EXP)),
          entry("Log", Elementwise.unary(UnaryFunction.LOG)),
          entry("Sqrt", Elementwise.unary(UnaryFunction.SQRT)),
          entry("Reciprocal", Elementwise.unary(UnaryFunction.RECIPROCAL)),
          entry("Erf", Elementwise.unary(UnaryFunction.ERF)),
          entry("Sin", Elementwise.unary(UnaryFunction.SIN)),
          entry("Cos", Elementwise.unary(UnaryFunction.COS)),
          entry("Tan", Elementwise.of(Functions::tangent)),
          entry("Atan", Elementwise.unary(UnaryFunction.ATAN)),
          entry("Asin", Elementwise.of(Functions::arcSine)),
          entry("Acos", Elementwise.of(Functions::arcCosine)),
          entry("Sinh", Elementwise.of(Functions::hyperbolicSine)),
          entry("Cosh", Elementwise.of(Functions::hyperbolicCosine)),
          entry("Asinh", Elementwise.of(Functions::inverseHyperbolicSine)),
          entry("Acosh", Elementwise.of(Functions::inverseHyperbolicCosine)),
          entry("Atanh", Elementwise.of(Functions::inverseHyperbolicTangent)));

  private static final double LARGE = 1e9; // beside its square 1 is nothing, in float64 too

  private Functions() {}

  /** e^x - 1 without cancellation near zero: tanh(x / 2) (e^x + 1). */
  static Node exponentialMinusOne(GraphBuilder b, Node x) {
    return b.multiply(
        b.unary(UnaryFunction.TANH, b.scale(.5, x)),
        b.add(b.unary(UnaryFunction.EXP, x), b.scalar(1)));
  }

  private static Node tangent(GraphBuilder b, Node x) {
    return b.divide(b.unary(UnaryFunction.SIN, x), b.unary(UnaryFunction.COS, x));
  }

  /** 2 atan(x / (1 + sqrt(1 - x^2))). */
  private static Node arcSine(GraphBuilder b, Node x) {
    return b.scale(
        2, b.unary(UnaryFunction.ATAN, b.divide(x, b.add(b.scalar(1), complement(b, x)))));
  }

  /** 2 atan(sqrt(1 - x^2) / (1 + x)), of which the acute angle is computed: at -1 it is 0 / 0. */
  private static Node arcCosine(GraphBuilder b, Node x) {
    Node negative = b.binary(BinaryFunction.GREATER, b.scalar(0), x);
    Node a = b.where(negative, b.negate(x), x);
    Node half = b.unary(UnaryFunction.ATAN, b.divide(complement(b, a), b.add(b.scalar(1), a)));
    Node angle = b.scale(2, half);
    return b.where(negative, b.subtract(b.scalar(Math.PI), angle), angle);
  }

  /** sqrt(1 - x^2). */
  private static Node complement(GraphBuilder b, Node x) {
    return b.unary(
        UnaryFunction.SQRT, b.multiply(b.subtract(b.scalar(1), x), b.add(b.scalar(1), x)));
  }

  /** tanh(x) cosh(x), which does not cancel near zero. */
  private static Node hyperbolicSine(GraphBuilder b, Node x) {
    return b.multiply(b.unary(UnaryFunction.TANH, x), hyperbolicCosine(b, x));
  }

  private static Node hyperbolicCosine(GraphBuilder b, Node x) {
    Node sum = b.add(b.unary(UnaryFunction.EXP, x), b.unary(UnaryFunction.EXP, b.negate(x)));
    return b.scale(.5, sum);
  }

  /** ln(|x| + sqrt(x^2 + 1)) with the sign of x. */
  private static Node inverseHyperbolicSine(GraphBuilder b, Node x) {
    Node negative = b.binary(BinaryFunction.GREATER, b.scalar(0), x);
    Node a = b.where(negative, b.negate(x), x);
    Node y = areaFunction(b, a, z -> b.add(b.unary(UnaryFunction.SQUARE, z), b.scalar(1)));
    return b.where(negative, b.negate(y), y);
  }

  /** ln(x + sqrt(x^2 - 1)). */
  private static Node inverseHyperbolicCosine(GraphBuilder b, Node x) {
    return areaFunction(b, x, z -> b.multiply(b.subtract(z, b.scalar(1)), b.add(z, b.scalar(1))));
  }

  /** ln(x + sqrt(x^2 +- 1)), which is ln(2 x) where x is so large that x^2 may be infinite. */
  private static Node areaFunction(GraphBuilder b, Node x, UnaryOperator<Node> square) {
    Node isLarge = b.binary(BinaryFunction.GREATER, x, b.scalar(LARGE));
    Node small = b.where(isLarge, b.scalar(1), x);
    Node root = b.unary(UnaryFunction.SQRT, square.apply(small));
    Node twice = b.where(isLarge, x, b.add(small, root));
    Node doubled = b.where(isLarge, b.scalar(Math.log(2)), b.scalar(0));
    return b.add(b.unary(UnaryFunction.LOG, twice), doubled);
  }

  private static Node inverseHyperbolicTangent(GraphBuilder b, Node x) {
    Node ratio = b.divide(b.add(b.scalar(1), x), b.subtract(b.scalar(1), x));
    return b.scale(.5, b.unary(UnaryFunction.LOG, ratio));
  }
}
