package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Float32;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** What depends on the order along an axis, and patterns by position. */
final class Sequential {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("CumSum", Operator.of(Sequential::cumulativeSum)),
          entry("ReverseSequence", Operator.of(Sequential::reversed)),
          entry("Range", Operator.of(Sequential::range)),
          entry("Trilu", Operator.of(Sequential::triangle)),
          entry("EyeLike", Operator.of(Sequential::diagonal)));

  private Sequential() {}

  private static Node cumulativeSum(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int axis = OperatorNode.normalizeAxis(node.constantLongs(1)[0], x.shape().rank());
    boolean reverse = node.integer("reverse", 0) != 0;
    Node sums = b.cumulativeSum(x, axis, reverse);
    return node.integer("exclusive", 0) != 0 ? shifted(b, sums, axis, reverse) : sums;
  }

  /** Each sum at the place of the next element. */
  private static Node shifted(GraphBuilder b, Node sums, int axis, boolean reverse) {
    int kept = sums.shape().dimension(axis) - 1;
    Node part = b.slice(sums, axis, reverse ? 1 : 0, kept);
    Node zero = b.broadcast(Literals.scalar(b, sums.type(), 0), sums.shape().with(axis, 1));
    return b.concat(reverse ? List.of(part, zero) : List.of(zero, part), axis);
  }

  /** Each sample's first elements, as many as its length says, in reverse order. */
  private static Node reversed(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int rank = x.shape().rank();
    int time = node.axis("time_axis", 0, rank);
    int batch = node.axis("batch_axis", 1, rank);
    if (time == batch || time > 1 || batch > 1) {
      throw new IllegalArgumentException(
          "time axis %d and batch axis %d; they are the first two".formatted(time, batch));
    }
    Shape line = new Shape(Collections.nCopies(rank, 1)).with(batch, x.shape().dimension(batch));
    Node lengths = b.toReal(b.reshape(node.input(1), line));
    Node place = Literals.count(b, x.shape().dimension(time), time, rank);
    Node isReversed = b.binary(BinaryFunction.GREATER, lengths, place);
    Node other = b.subtract(b.subtract(lengths, b.scalar(1)), place);
    Node indices = b.toInteger(b.where(isReversed, other, place));
    return b.gatherElements(x, b.broadcast(indices, x.shape()), time);
  }

  private static Node range(OperatorNode node) {
    double start = node.constant(0)[0];
    double limit = node.constant(1)[0];
    double step = node.constant(2)[0];
    ElementType type = node.input(0).type();
    boolean rounds = type == ElementType.REAL && Float32.holds(start, limit, step);
    DoubleUnaryOperator rounded = x -> rounds ? (float) x : x;
    double steps = rounded.applyAsDouble((limit - start) / step);
    int count = (int) Math.max(0, Math.ceil(steps));
    return Literals.tensor(
        node.builder(), type, Shape.of(count), i -> rounded.applyAsDouble(start + i * step));
  }

  private static Node triangle(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    boolean upper = node.integer("upper", 1) != 0;
    long k = node.optionalInput(1).isPresent() ? node.constantLongs(1)[0] : 0;
    int columns = x.shape().dimension(-1);
    Shape matrix = Shape.of(x.shape().dimension(-2), columns);
    Node mask =
        Literals.tensor(
            b,
            ElementType.REAL,
            matrix,
            i -> {
              long above = i % columns - i / columns - k;
              return above == 0 || above > 0 == upper ? 1 : 0;
            });
    return b.where(mask, x, Literals.scalar(b, x.type(), 0));
  }

  private static Node diagonal(OperatorNode node) {
    Node like = node.input(0);
    long k = node.integer("k", 0);
    int columns = like.shape().dimension(1);
    ElementType type = Constants.target(node, "dtype", like.type());
    return Literals.tensor(
        node.builder(), type, like.shape(), i -> i % columns - i / columns == k ? 1 : 0);
  }
}
