package io.basinwatch.engine.graph;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Identities that make a graph smaller without changing what it computes. */
final class Simplifications {
  private final GraphBuilder builder;
  private final List<Node> inputs;
  private final Shape shape;

  private Simplifications(GraphBuilder builder, List<Node> inputs, Shape shape) {
    this.builder = builder;
    this.inputs = inputs;
    this.shape = shape;
  }

  /** An existing or smaller node of equal value and shape, or null. */
  static Node simplify(GraphBuilder builder, Operation operation, List<Node> inputs, Shape shape) {
    if (inputs.isEmpty()) {
      return null;
    }
    Simplifications rules = new Simplifications(builder, inputs, shape);
    Node x = inputs.getFirst();
    return switch (operation) {
      case Operation.Unary(UnaryFunction function) -> rules.unary(function);
      case Operation.Binary(BinaryFunction function) -> rules.binary(function);
      case Operation.Reshape() -> rules.reshape();
      case Operation.Permute(List<Integer> permutation) -> rules.permute(permutation);
      case Operation.Broadcast() -> rules.broadcast();
      case Operation.MatMul(boolean a, boolean b) -> rules.matMul(a, b);
      case Operation.Gather(int axis) -> rules.gather(axis);
      case Operation.Reduce reduce -> x.shape().equals(shape) ? x : rules.reduce(reduce);
      case Operation.Slice _ when isRepeated(x) -> rules.repeated(x);
      case Operation.Slice _, Operation.Unslice _, Operation.Concat _ ->
          x.shape().equals(shape) && keepsOrder(operation) ? x : null;
      default -> null;
    };
  }

  /** Whether all its elements are one number's. */
  private static boolean isRepeated(Node x) {
    return x.operation() instanceof Operation.Broadcast
        && x.inputs().getFirst().shape().elements() == 1;
  }

  private Node repeated(Node x) {
    return builder.broadcast(builder.reshape(x.inputs().getFirst(), Shape.of()), shape);
  }

  private static boolean keepsOrder(Operation operation) {
    return switch (operation) {
      case Operation.Slice(var _, List<Integer> steps) -> forward(steps);
      case Operation.Unslice(var _, List<Integer> steps) -> forward(steps);
      default -> true;
    };
  }

  private static boolean forward(List<Integer> steps) {
    return steps.stream().allMatch(step -> step > 0);
  }

  private Node unary(UnaryFunction function) {
    boolean twice =
        function == UnaryFunction.NEGATE
            && inputs.getFirst().operation().equals(new Operation.Unary(UnaryFunction.NEGATE));
    return twice ? inputs.getFirst().inputs().getFirst() : null;
  }

  /** A sum of negated numbers is negated itself: that is fewer to negate. */
  private Node reduce(Operation.Reduce reduce) {
    Node x = inputs.getFirst();
    boolean negates =
        reduce.reduction() == Operation.Reduction.SUM
            && x.operation().equals(new Operation.Unary(UnaryFunction.NEGATE));
    return negates ? builder.negate(builder.sum(x.inputs().getFirst(), reduce.axes())) : null;
  }

  private Node binary(BinaryFunction function) {
    Node a = inputs.get(0);
    Node b = inputs.get(1);
    Node neutral =
        switch (function) {
          case ADD -> b.isFilled(0) ? whole(a) : a.isFilled(0) ? whole(b) : null;
          case MULTIPLY -> b.isFilled(1) ? whole(a) : a.isFilled(1) ? whole(b) : null;
          case SUBTRACT -> b.isFilled(0) ? whole(a) : null;
          case DIVIDE -> b.isFilled(1) ? whole(a) : null;
          case POWER -> power(a, b);
          default -> null;
        };
    return neutral != null ? neutral : withoutBroadcast(function, a, b);
  }

  /** Powers that have a function of their own. */
  private Node power(Node x, Node exponent) {
    if (!whole(x).shape().equals(x.shape()) || x.type() != ElementType.REAL) {
      return null;
    }
    if (exponent.isFilled(0)) {
      return builder.filled(1, shape);
    } else if (exponent.isFilled(1)) {
      return whole(x);
    } else if (exponent.isFilled(2)) {
      return builder.unary(UnaryFunction.SQUARE, whole(x));
    } else if (exponent.isFilled(3)) {
      return builder.multiply(builder.unary(UnaryFunction.SQUARE, whole(x)), whole(x));
    } else if (exponent.isFilled(-1)) {
      return builder.unary(UnaryFunction.RECIPROCAL, whole(x));
    }
    return exponent.isFilled(.5) ? builder.unary(UnaryFunction.SQRT, whole(x)) : null;
  }

  /** x in the result's shape. */
  private Node whole(Node x) {
    return x.shape().equals(shape) ? x : builder.broadcast(x, shape);
  }

  /** Operands of a binary operation broadcast by themselves. */
  private Node withoutBroadcast(BinaryFunction function, Node a, Node b) {
    Node left = source(a);
    Node right = source(b);
    if (left != a && Shapes.broadcast(left.shape(), b.shape()).equals(shape)) {
      return builder.binary(function, left, b);
    }
    return right != b && Shapes.broadcast(a.shape(), right.shape()).equals(shape)
        ? builder.binary(function, a, right)
        : null;
  }

  private static Node source(Node x) {
    return x.operation() instanceof Operation.Broadcast ? x.inputs().getFirst() : x;
  }

  private Node reshape() {
    Node x = inputs.getFirst();
    if (x.shape().equals(shape)) {
      return x;
    }
    return x.operation() instanceof Operation.Reshape
        ? builder.reshape(x.inputs().getFirst(), shape)
        : null;
  }

  private Node permute(List<Integer> permutation) {
    Node x = inputs.getFirst();
    if (x.operation() instanceof Operation.Permute(List<Integer> first)) {
      return builder.permute(x.inputs().getFirst(), permutation.stream().map(first::get).toList());
    }
    boolean movesOnes =
        isIncreasing(permutation.stream().filter(i -> x.shape().dimension(i) != 1).toList());
    return movesOnes ? builder.reshape(x, shape) : null;
  }

  private static boolean isIncreasing(List<Integer> values) {
    return values.equals(values.stream().sorted().toList());
  }

  private Node broadcast() {
    Node x = inputs.getFirst();
    if (x.shape().equals(shape)) {
      return x;
    }
    return x.operation() instanceof Operation.Broadcast
        ? builder.broadcast(x.inputs().getFirst(), shape)
        : null;
  }

  /** Rows in regular steps are a slice, which has a simpler adjoint. */
  private Node gather(int axis) {
    Node data = inputs.get(0);
    if (!(inputs.get(1).operation() instanceof Operation.Constant(TensorData indices))) {
      return null;
    }
    int length = data.shape().dimension(axis);
    int[] rows =
        Arrays.stream(indices.values()).mapToInt(i -> (int) (i < 0 ? i + length : i)).toArray();
    if (isRepeated(data) && Arrays.stream(rows).allMatch(row -> row >= 0 && row < length)) {
      return repeated(data);
    }
    if (rows.length == 0 || !isProgression(rows, length)) {
      return null;
    }
    List<Integer> starts = new ArrayList<>(Collections.nCopies(data.shape().rank(), 0));
    List<Integer> steps = new ArrayList<>(Collections.nCopies(data.shape().rank(), 1));
    List<Integer> dimensions = new ArrayList<>(data.shape().dimensions());
    starts.set(axis, rows[0]);
    steps.set(axis, rows.length == 1 ? 1 : rows[1] - rows[0]);
    dimensions.set(axis, rows.length);
    return builder.reshape(builder.slice(data, starts, steps, new Shape(dimensions)), shape);
  }

  /** Whether rows, all in range, follow each other in equal steps. */
  private static boolean isProgression(int[] rows, int length) {
    for (int i = 0; i < rows.length; i++) {
      boolean regular = i < 2 || rows[i] - rows[i - 1] == rows[1] - rows[0];
      if (rows[i] < 0 || rows[i] >= length || !regular) {
        return false;
      }
    }
    return rows.length < 2 || rows[0] != rows[1];
  }

  /**
   * A transposed factor becomes a flag, also where it has been multiplied by a number or had its
   * batch reshaped since.
   */
  private Node matMul(boolean transposeA, boolean transposeB) {
    Node a = inputs.get(0);
    Node b = inputs.get(1);
    Node left = untransposed(a);
    if (left != null) {
      return builder.matMul(left, b, !transposeA, transposeB);
    }
    Node right = untransposed(b);
    return right != null ? builder.matMul(a, right, transposeA, !transposeB) : null;
  }

  /** What x is the transpose of, or null. */
  private Node untransposed(Node x) {
    if (isTransposed(x)) {
      return x.inputs().getFirst();
    }
    if (reshapesBatch(x)) {
      Node source = untransposed(x.inputs().getFirst());
      return source == null ? null : builder.reshape(source, Shapes.transposed(x.shape()));
    }
    if (!x.operation().equals(new Operation.Binary(BinaryFunction.MULTIPLY))) {
      return null;
    }
    Node first = x.inputs().get(0);
    Node second = x.inputs().get(1);
    if (second.shape().elements() == 1) {
      Node source = untransposed(first);
      return source == null ? null : builder.multiply(source, second);
    }
    Node source = first.shape().elements() == 1 ? untransposed(second) : null;
    return source == null ? null : builder.multiply(first, source);
  }

  /** Whether it is a stack of the same matrices in another shape. */
  private static boolean reshapesBatch(Node x) {
    if (!(x.operation() instanceof Operation.Reshape)) {
      return false;
    }
    Shape from = x.inputs().getFirst().shape();
    Shape to = x.shape();
    return Math.min(from.rank(), to.rank()) >= 2
        && from.dimension(from.rank() - 1) == to.dimension(to.rank() - 1)
        && from.dimension(from.rank() - 2) == to.dimension(to.rank() - 2);
  }

  private static boolean isTransposed(Node x) {
    if (!(x.operation() instanceof Operation.Permute(List<Integer> permutation))) {
      return false;
    }
    int rank = permutation.size();
    List<Integer> transposition = new ArrayList<>(Shapes.allAxes(x.shape()));
    transposition.set(rank - 2, rank - 1);
    transposition.set(rank - 1, rank - 2);
    return permutation.equals(transposition);
  }
}
