package io.basinwatch.engine.graph;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;

/** What {@link UnaryFunction} and {@link BinaryFunction} mean. */
public final class ScalarFunctions {
  private ScalarFunctions() {}

  public static double apply(UnaryFunction function, double x) {
    return switch (function) {
      case NEGATE -> -x;
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case RECIPROCAL -> 1 / x;
      case SQUARE -> x * x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case RELU -> Math.max(x, 0);
      case TANH -> Math.tanh(x);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case ERF -> ErrorFunction.erf(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case ATAN -> Math.atan(x);
      case FLOOR -> Math.floor(x);
      case ROUND -> Math.rint(x);
    };
  }

  public static double apply(BinaryFunction function, double a, double b) {
    return switch (function) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case POWER -> Math.pow(a, b);
      case MAXIMUM -> Math.max(a, b);
      case MINIMUM -> Math.min(a, b);
      case EQUAL -> a == b ? 1 : 0;
      case GREATER -> a > b ? 1 : 0;
    };
  }
}
