package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The derivative of every operation, written in operations. With y = f(x_0, x_1, ...), g the
 * cotangent of y and J_k the Jacobian with respect to x_k, a rule gives J_k' g. Null stands for
 * zero. Where y does not depend on x_k a rule chooses 0 and does not multiply with it, as in
 * PyTorch: g may be infinite.
 */
final class DerivativeRules {
  private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
  private static final List<Integer> LAST = List.of(-1);

  private final GraphBuilder b;
  private final Node y;
  private final Node g;
  private final int k;
  private final Node x;
  private final int start;

  private DerivativeRules(GraphBuilder builder, Node node, Node cotangent, int input, int start) {
    this.b = builder;
    this.y = node;
    this.g = cotangent;
    this.k = input;
    this.x = node.inputs().get(input);
    this.start = start;
  }

  /**
   * The cotangent of input k in its shape, or null where the derivative is zero everywhere.
   *
   * @param start the sum of {@link #length} of the inputs before it
   */
  static Node cotangent(GraphBuilder builder, Node node, Node cotangent, int k, int start) {
    if (node.inputs().get(k).type() == ElementType.INTEGER) {
      return null; // an index has no derivative, whatever it was computed from
    }
    Node part = new DerivativeRules(builder, node, cotangent, k, start).rule();
    return part == null ? null : builder.sumTo(part, node.inputs().get(k).shape());
  }

  /** Of an input along the axis of a concatenation; 0 for any other operation. */
  static int length(Node node, int k) {
    return node.operation() instanceof Operation.Concat(int axis)
        ? node.inputs().get(k).shape().dimension(axis)
        : 0;
  }

  private Node rule() {
    return switch (y.operation()) {
      case Operation.Input _, Operation.Parameter _, Operation.Constant _ -> null;
      case Operation.OneHot _, Operation.ToReal _, Operation.ToInteger _ -> null;
      case Operation.TopIndices _, Operation.WindowArgmax _, Operation.FlatIndex _ -> null;
      case Operation.Unary(UnaryFunction function) -> unary(function);
      case Operation.Binary(BinaryFunction function) -> binary(function);
      case Operation.Where _ -> where();
      case Operation.MatMul(boolean transposeA, boolean transposeB) ->
          k == 0 ? left(transposeA, transposeB) : right(transposeA, transposeB);
      case Operation.Reduce(Reduction reduction, List<Integer> axes) ->
          reduction == Reduction.SUM ? b.broadcast(g, x.shape()) : maximum(axes);
      case Operation.Reshape _ -> b.reshape(g, x.shape());
      case Operation.Permute(List<Integer> permutation) -> b.permute(g, inverse(permutation));
      case Operation.Broadcast _ -> g;
      case Operation.Slice(List<Integer> starts, List<Integer> steps) ->
          b.unslice(g, starts, steps, x.shape());
      case Operation.Unslice(List<Integer> starts, List<Integer> steps) ->
          b.slice(g, starts, steps, x.shape());
      case Operation.Concat(int axis) -> part(axis);
      case Operation.Gather(int axis) -> b.scatterAdd(g, y.inputs().get(1), axis, x.shape());
      case Operation.ScatterAdd(int axis) -> b.gather(g, y.inputs().get(1), axis);
      case Operation.GatherElements(int axis) ->
          b.scatterAddElements(g, y.inputs().get(1), axis, x.shape());
      case Operation.ScatterAddElements(int axis) -> b.gatherElements(g, y.inputs().get(1), axis);
      case Operation.CumulativeSum(int axis, boolean reverse) -> b.cumulativeSum(g, axis, !reverse);
      case Operation.Convolution c -> convolution(c);
      case Operation.Softmax _ -> b.multiply(y, b.subtract(g, b.sum(b.multiply(g, y), LAST)));
      case Operation.LogSoftmax _ -> b.subtract(g, b.multiply(b.softmax(x), b.sum(g, LAST)));
      case Operation.SoftmaxCrossEntropy _ -> softmaxCrossEntropy();
    };
  }

  private Node unary(UnaryFunction function) {
    return switch (function) {
      case NEGATE -> b.negate(g);
      case EXP -> b.multiply(g, y);
      case LOG -> b.divide(g, x);
      case SQRT -> b.divide(b.scale(.5, g), y);
      case RECIPROCAL -> b.negate(b.multiply(g, squared(y)));
      case SQUARE -> b.multiply(b.scale(2, g), x);
      case ABS -> b.multiply(g, b.unary(UnaryFunction.SIGN, x));
      case SIGN, FLOOR, ROUND -> null;
      case RELU -> b.where(y, g, b.scalar(0));
      case TANH -> b.multiply(g, b.subtract(b.scalar(1), squared(y)));
      case SIGMOID -> b.multiply(g, b.multiply(y, b.subtract(b.scalar(1), y)));
      case SOFTPLUS -> b.multiply(g, b.unary(UnaryFunction.SIGMOID, x));
      case ERF ->
          b.multiply(
              b.scale(TWO_OVER_ROOT_PI, g), b.unary(UnaryFunction.EXP, b.negate(squared(x))));
      case SIN -> b.multiply(g, b.unary(UnaryFunction.COS, x));
      case COS -> b.negate(b.multiply(g, b.unary(UnaryFunction.SIN, x)));
      case ATAN -> b.divide(g, b.add(b.scalar(1), squared(x)));
    };
  }

  private Node binary(BinaryFunction function) {
    Node other = y.inputs().get(1 - k);
    return switch (function) {
      case ADD -> g;
      case SUBTRACT -> k == 0 ? g : b.negate(g);
      case MULTIPLY -> b.multiply(g, other);
      case DIVIDE -> k == 0 ? b.divide(g, other) : b.negate(b.divide(b.multiply(g, y), x));
      case POWER -> b.multiply(g, k == 0 ? powerByBase(other) : powerByExponent(other));
      case MAXIMUM -> chosen(other, x);
      case MINIMUM -> chosen(x, other);
      case EQUAL, GREATER -> null;
    };
  }

  /** e x^(e - 1), and 0 for e = 0 even at x = 0, which a constant e need not look at. */
  private Node powerByBase(Node exponent) {
    boolean constant = exponent.operation() instanceof Operation.Constant;
    Node zero = constant ? isZero(exponent) : b.multiply(isZero(exponent), isZero(x));
    Node safe = b.where(zero, b.scalar(1), exponent);
    return b.multiply(exponent, b.binary(BinaryFunction.POWER, x, b.subtract(safe, b.scalar(1))));
  }

  /** y ln(base), and 0 at base = 0. */
  private Node powerByExponent(Node base) {
    Node safe = b.where(isZero(base), b.scalar(1), base);
    return b.multiply(y, b.unary(UnaryFunction.LOG, safe));
  }

  /** Half of g where the operands are equal, and 0 where the other is chosen: where a > b. */
  private Node chosen(Node greater, Node smaller) {
    Node isOther = b.binary(BinaryFunction.GREATER, greater, smaller);
    Node isBoth = b.binary(BinaryFunction.EQUAL, greater, smaller);
    return b.where(isOther, b.scalar(0), b.where(isBoth, b.scale(.5, g), g));
  }

  private Node where() {
    Node condition = y.inputs().getFirst();
    Node zero = b.scalar(0);
    return switch (k) {
      case 0 -> null;
      case 1 -> b.where(condition, g, zero);
      default -> b.where(condition, zero, g);
    };
  }

  /** y = a b: a' = g b', or a = b g' where a is transposed. */
  private Node left(boolean transposeA, boolean transposeB) {
    Node right = y.inputs().get(1);
    return transposeA
        ? b.matMul(right, g, transposeB, true)
        : b.matMul(g, right, false, !transposeB);
  }

  /** y = a b: b' = a' g, or b = g' a where b is transposed. */
  private Node right(boolean transposeA, boolean transposeB) {
    Node left = y.inputs().getFirst();
    return transposeB ? b.matMul(g, left, true, transposeA) : b.matMul(left, g, !transposeA, false);
  }

  /** Shared equally among the elements that have the maximum. */
  private Node maximum(List<Integer> axes) {
    Node mask = b.binary(BinaryFunction.EQUAL, x, y);
    return b.where(mask, b.divide(g, b.sum(mask, axes)), b.scalar(0));
  }

  private Node part(int axis) {
    return b.slice(g, axis, start, x.shape().dimension(axis));
  }

  /** The form sum x w y with g in y's place, differentiated by input k. */
  private Node convolution(Operation.Convolution c) {
    List<Node> parts = new ArrayList<>(y.inputs());
    parts.add(c.part().ordinal(), g);
    ConvolutionPart wanted = ConvolutionPart.values()[k < c.part().ordinal() ? k : k + 1];
    parts.remove(wanted.ordinal());
    return b.convolution(wanted, c.window(), c.groups(), parts, x.shape());
  }

  /** g (softmax(logits) - one-hot(target)). */
  private Node softmaxCrossEntropy() {
    Node target = y.inputs().get(1);
    int classes = x.shape().dimension(-1);
    List<Integer> column = new ArrayList<>(g.shape().dimensions());
    column.add(1);
    return b.multiply(
        b.reshape(g, new Shape(column)), b.subtract(b.softmax(x), b.oneHot(target, classes)));
  }

  private Node squared(Node node) {
    return b.unary(UnaryFunction.SQUARE, node);
  }

  private Node isZero(Node node) {
    return b.binary(BinaryFunction.EQUAL, node, b.scalar(0));
  }

  private static List<Integer> inverse(List<Integer> permutation) {
    List<Integer> inverse = new ArrayList<>(permutation);
    for (int i = 0; i < permutation.size(); i++) {
      inverse.set(permutation.get(i), i);
    }
    return inverse;
  }
}
