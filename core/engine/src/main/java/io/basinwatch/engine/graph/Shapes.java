package io.basinwatch.engine.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Shape inference: what each operation makes of its operands' shapes, and what it refuses. */
final class Shapes {
  private Shapes() {}

  /** The shape that both broadcast to, as in NumPy. */
  static Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    List<Integer> dimensions = new ArrayList<>(rank);
    for (int i = rank; i > 0; i--) {
      int left = i > a.rank() ? 1 : a.dimension(-i);
      int right = i > b.rank() ? 1 : b.dimension(-i);
      require(left == right || left == 1 || right == 1, "%s does not broadcast with %s", a, b);
      dimensions.add(left == 1 ? right : left);
    }
    return new Shape(dimensions);
  }

  static void requireBroadcast(Shape from, Shape to) {
    require(from.broadcastsTo(to), "%s does not broadcast to %s", from, to);
  }

  /** Axes of {@code to} along which {@code from} is repeated, new leading axes among them. */
  static List<Integer> broadcastAxes(Shape from, Shape to) {
    requireBroadcast(from, to);
    int added = to.rank() - from.rank();
    return IntStream.range(0, to.rank())
        .filter(i -> i < added || (from.dimension(i - added) == 1 && to.dimension(i) != 1))
        .boxed()
        .toList();
  }

  static Shape matMul(Shape a, Shape b, boolean transposeA, boolean transposeB) {
    require(a.rank() >= 2 && b.rank() >= 2, "%s x %s: a factor is not a matrix", a, b);
    int inner = a.dimension(transposeA ? -2 : -1);
    require(
        inner == b.dimension(transposeB ? -1 : -2),
        "%s%s x %s%s: inner dimensions differ",
        a,
        transposeA ? " transposed" : "",
        b,
        transposeB ? " transposed" : "");
    Shape leading = broadcast(leading(a), leading(b));
    return append(
        append(leading, a.dimension(transposeA ? -1 : -2)), b.dimension(transposeB ? -2 : -1));
  }

  static Shape leading(Shape shape) {
    return new Shape(shape.dimensions().subList(0, shape.rank() - 2));
  }

  static Shape withLeading(Shape leading, Shape matrix) {
    return append(append(leading, matrix.dimension(-2)), matrix.dimension(-1));
  }

  static Shape mergeLeading(Shape shape) {
    int last = shape.dimension(-1);
    return Shape.of(withoutLast(shape).elements(), last);
  }

  static List<Integer> normalizeAxes(List<Integer> axes, Shape shape) {
    int rank = shape.rank();
    for (int axis : axes) {
      require(axis >= -rank && axis < rank, "%s has no axis %d", shape, axis);
    }
    return axes.stream().map(axis -> axis < 0 ? axis + rank : axis).sorted().distinct().toList();
  }

  static List<Integer> allAxes(Shape shape) {
    return IntStream.range(0, shape.rank()).boxed().toList();
  }

  static Shape reduce(Shape shape, List<Integer> axes) {
    List<Integer> dimensions = new ArrayList<>(shape.dimensions());
    axes.forEach(axis -> dimensions.set(axis, 1));
    return new Shape(dimensions);
  }

  /** Of matrices with rows and columns exchanged. */
  static Shape transposed(Shape shape) {
    List<Integer> dimensions = new ArrayList<>(shape.dimensions());
    Collections.swap(dimensions, shape.rank() - 2, shape.rank() - 1);
    return new Shape(dimensions);
  }

  static Shape permute(Shape shape, List<Integer> permutation) {
    require(
        permutation.stream().sorted().toList().equals(allAxes(shape)),
        "%s is not a permutation of the axes of %s",
        permutation,
        shape);
    return new Shape(permutation.stream().map(shape::dimension).toList());
  }

  static void requireSlice(Shape whole, List<Integer> starts, List<Integer> steps, Shape part) {
    boolean fits =
        part.rank() == whole.rank()
            && starts.size() == whole.rank()
            && steps.size() == whole.rank()
            && IntStream.range(0, whole.rank())
                .allMatch(
                    i ->
                        within(whole.dimension(i), starts.get(i), steps.get(i), part.dimension(i)));
    require(fits, "%s from %s by %s is not a part of %s", part, starts, steps, whole);
  }

  private static boolean within(int length, int start, int step, int count) {
    long last = start + (count - 1L) * step;
    return step != 0
        && (count == 0 || (start >= 0 && start < length && last >= 0 && last < length));
  }

  static Shape concat(List<Node> parts, int axis) {
    require(!parts.isEmpty(), "concat of nothing");
    Shape first = parts.getFirst().shape();
    List<Integer> dimensions = new ArrayList<>(first.dimensions());
    int length = 0;
    for (Node part : parts) {
      requireSameType("concat", parts.getFirst(), part);
      require(part.shape().rank() == first.rank(), "%s and %s: ranks differ", first, part.shape());
      dimensions.set(axis, part.shape().dimension(axis));
      requireEqual("part of concat", part.shape(), new Shape(dimensions));
      length = Math.addExact(length, part.shape().dimension(axis));
    }
    dimensions.set(axis, length);
    return new Shape(dimensions);
  }

  static Shape gather(Shape data, Shape indices, int axis) {
    require(axis >= 0 && axis < data.rank(), "%s has no axis %d", data, axis);
    List<Integer> dimensions = new ArrayList<>(data.dimensions().subList(0, axis));
    dimensions.addAll(indices.dimensions());
    dimensions.addAll(data.dimensions().subList(axis + 1, data.rank()));
    return new Shape(dimensions);
  }

  /** Two shapes that differ along an axis at most. */
  static void requireAlike(String what, Shape actual, Shape expected, int axis) {
    List<Integer> dimensions = new ArrayList<>(expected.dimensions());
    require(axis >= 0 && axis < expected.rank(), "%s has no axis %d", expected, axis);
    require(actual.rank() == expected.rank(), "%s: %s for %s", what, actual, expected);
    dimensions.set(axis, actual.dimension(axis));
    requireEqual(what, actual, new Shape(dimensions));
  }

  static Shape top(Shape shape, int k) {
    require(shape.rank() > 0, "%s has no last axis", shape);
    require(k >= 0 && k <= shape.dimension(-1), "the %d largest of %s", k, shape.dimension(-1));
    return append(withoutLast(shape), k);
  }

  static Shape withoutLast(Shape shape) {
    require(shape.rank() > 0, "%s has no last axis", shape);
    return new Shape(shape.dimensions().subList(0, shape.rank() - 1));
  }

  static Shape append(Shape shape, int dimension) {
    List<Integer> dimensions = new ArrayList<>(shape.dimensions());
    dimensions.add(dimension);
    return new Shape(dimensions);
  }

  static void requireSameElements(Shape from, Shape to) {
    require(from.elements() == to.elements(), "%s cannot be reshaped to %s", from, to);
  }

  static void requireEqual(String what, Shape actual, Shape expected) {
    require(actual.equals(expected), "%s has shape %s, not %s", what, actual, expected);
  }

  static void requireSameType(String what, Node a, Node b) {
    require(a.type() == b.type(), "%s of %s and %s", what, a.type(), b.type());
  }

  static void requireInteger(String what, Node node) {
    require(node.type() == ElementType.INTEGER, "%s: %s, not INTEGER", what, node.type());
  }

  /** Whether an operation computes with its operands' elements, one by one or in sums. */
  static boolean isArithmetic(Operation operation) {
    return switch (operation) {
      case Operation.Unary _,
          Operation.Binary _,
          Operation.Where _,
          Operation.MatMul _,
          Operation.Reduce _,
          Operation.CumulativeSum _ ->
          true;
      default -> false;
    };
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(message.formatted(arguments));
    }
  }
}
