package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reductions over axes, which an attribute or (from opset 18 at the latest) an input names. */
final class Reductions {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("ReduceSum", over(GraphBuilder::sum)),
          entry("ReduceMean", Operator.of(Reductions::reduceMean)),
          entry("ReduceProd", over(Products::over)),
          entry("ReduceMax", over((b, x, axes) -> b.reduce(Reduction.MAX, x, axes))),
          entry("ReduceMin", over(Reductions::minimum)),
          entry("ReduceL1", over((b, x, axes) -> b.sum(b.unary(UnaryFunction.ABS, x), axes))),
          entry("ReduceL2", over(Reductions::euclidean)),
          entry("ReduceSumSquare", over(Reductions::squares)),
          entry("ReduceLogSum", over((b, x, axes) -> b.unary(UnaryFunction.LOG, b.sum(x, axes)))),
          entry("ReduceLogSumExp", over(Reductions::logSumExp)));

  private Reductions() {}

  /** A reduction of REAL whose axes stay with length 1. */
  interface Reducer {
    Node apply(GraphBuilder b, Node x, List<Integer> axes);
  }

  private static Operator over(Reducer reducer) {
    return Operator.of(node -> reduce(node, reducer));
  }

  private static Node reduce(OperatorNode node, Reducer reducer) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    boolean keep = node.integer("keepdims", 1) != 0;
    List<Integer> axes = axes(node, x.shape().rank());
    Node reduced = reducer.apply(b, b.toReal(x), axes);
    Node typed = b.to(x.type(), reduced);
    return keep ? typed : b.reshape(typed, without(typed.shape(), axes));
  }

  /** Means of whole numbers are cut off: 41 ones times 1 / 41, which is rounded, would give 0. */
  private static Node reduceMean(OperatorNode node) {
    boolean whole = node.input(0).type() == ElementType.INTEGER;
    return reduce(node, whole ? Reductions::quotient : Reductions::mean);
  }

  private static Node quotient(GraphBuilder b, Node x, List<Integer> axes) {
    Node sum = b.sum(x, axes);
    return b.divide(sum, b.scalar((double) x.shape().elements() / sum.shape().elements()));
  }

  static Node mean(GraphBuilder b, Node x, List<Integer> axes) {
    Node sum = b.sum(x, axes);
    return b.scale((double) sum.shape().elements() / x.shape().elements(), sum);
  }

  private static Node minimum(GraphBuilder b, Node x, List<Integer> axes) {
    return b.negate(b.reduce(Reduction.MAX, b.negate(x), axes));
  }

  static Node squares(GraphBuilder b, Node x, List<Integer> axes) {
    return b.sum(b.unary(UnaryFunction.SQUARE, x), axes);
  }

  /** With derivative 0 at the origin, as torch.linalg.vector_norm has it. */
  static Node euclidean(GraphBuilder b, Node x, List<Integer> axes) {
    Node squares = squares(b, x, axes);
    Node zero = b.binary(BinaryFunction.EQUAL, squares, b.scalar(0));
    Node root = b.unary(UnaryFunction.SQRT, b.where(zero, b.scalar(1), squares));
    return b.where(zero, b.scalar(0), root);
  }

  /** Relative to the maximum, unless that is infinite. */
  private static Node logSumExp(GraphBuilder b, Node x, List<Integer> axes) {
    Node maximum = b.reduce(Reduction.MAX, x, axes);
    Node infinite =
        b.binary(
            BinaryFunction.EQUAL,
            b.unary(UnaryFunction.ABS, maximum),
            b.scalar(Double.POSITIVE_INFINITY));
    Node origin = b.where(infinite, b.scalar(0), maximum);
    Node sum = b.sum(b.unary(UnaryFunction.EXP, b.subtract(x, origin)), axes);
    return b.add(b.unary(UnaryFunction.LOG, sum), origin);
  }

  private static List<Integer> axes(OperatorNode node, int rank) {
    boolean noneMeansNone = node.integer("noop_with_empty_axes", 0) != 0;
    long[] given =
        node.optionalInput(1)
            .map(_ -> node.constantLongs(1))
            .or(() -> node.integers("axes").map(Reductions::unbox))
            .orElse(new long[0]);
    if (given.length == 0) {
      return noneMeansNone ? List.of() : IntStream.range(0, rank).boxed().toList();
    }
    return Arrays.stream(given)
        .mapToObj(axis -> OperatorNode.normalizeAxis(axis, rank))
        .distinct()
        .toList();
  }

  private static long[] unbox(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  static Shape without(Shape shape, List<Integer> axes) {
    List<Integer> dimensions = new ArrayList<>(shape.dimensions());
    axes.stream()
        .sorted(Comparator.reverseOrder())
        .forEach(axis -> dimensions.remove(axis.intValue()));
    return new Shape(dimensions);
  }
}
