package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The largest elements, where they are, and indices as indicator vectors. */
final class Orders {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("TopK", Orders::top),
          entry("ArgMax", Operator.of(node -> extreme(node, true))),
          entry("ArgMin", Operator.of(node -> extreme(node, false))),
          entry("Hardmax", Operator.of(Orders::hardmax)),
          entry("OneHot", Operator.of(Orders::oneHot)));

  private Orders() {}

  /** Always sorted, which is one of the orders that an unsorted result may have. */
  private static List<Node> top(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int last = x.shape().rank() - 1;
    int axis = node.axis("axis", -1, x.shape().rank());
    boolean largest = node.integer("largest", 1) != 0;
    node.integer("sorted", 1);
    List<Integer> swap = swap(axis, last);
    Node rows = b.permute(x, swap);
    Node indices =
        b.topIndices(
            largest ? rows : b.negate(b.toReal(rows)), Math.toIntExact(node.constantLongs(1)[0]));
    Node values = b.gatherElements(rows, indices, last);
    return List.of(b.permute(values, swap), b.permute(indices, swap));
  }

  private static Node extreme(OperatorNode node, boolean largest) {
    GraphBuilder b = node.builder();
    Node x = b.toReal(node.input(0));
    int rank = x.shape().rank();
    int axis = node.axis("axis", 0, rank);
    boolean latest = node.integer("select_last_index", 0) != 0;
    List<Integer> swap = swap(axis, rank - 1);
    Node rows = b.permute(largest ? x : b.negate(x), swap);
    Node first = b.topIndices(latest ? b.reverse(rows, rank - 1) : rows, 1);
    Node end = Literals.integers(b, x.shape().dimension(axis) - 1);
    Node index = b.permute(latest ? b.subtract(end, first) : first, swap);
    return node.integer("keepdims", 1) != 0
        ? index
        : b.reshape(index, Reductions.without(index.shape(), List.of(axis)));
  }

  /** One at the first of the largest elements along an axis, else zero. */
  private static Node hardmax(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int last = x.shape().rank() - 1;
    List<Integer> swap = swap(node.axis("axis", -1, x.shape().rank()), last);
    Node rows = b.permute(x, swap);
    Node places = Literals.count(b, rows.shape().dimension(last));
    Node largest = b.binary(BinaryFunction.EQUAL, b.toReal(b.topIndices(rows, 1)), places);
    return b.to(x.type(), b.permute(largest, swap));
  }

  static List<Integer> swap(int axis, int last) {
    List<Integer> swap = new ArrayList<>(IntStream.rangeClosed(0, last).boxed().toList());
    Collections.swap(swap, axis, last);
    return swap;
  }

  /** Indices as REAL numbers, negative ones counted from the start. */
  static Node fromStart(GraphBuilder b, Node indices, int length) {
    Node index = b.toReal(indices);
    Node negative = b.binary(BinaryFunction.GREATER, b.scalar(0), index);
    return b.where(negative, b.add(index, b.scalar(length)), index);
  }

  /** An index beyond the depth gives a vector without a one. */
  private static Node oneHot(OperatorNode node) {
    GraphBuilder b = node.builder();
    Shape indices = node.input(0).shape();
    int depth = (int) node.constant(1)[0];
    int axis = node.axis("axis", -1, indices.rank() + 1);
    List<Integer> spread = new ArrayList<>(indices.dimensions());
    spread.add(axis, 1);
    Node position = fromStart(b, b.reshape(node.input(0), new Shape(spread)), depth);
    Node count = Literals.count(b, depth, axis, indices.rank() + 1);
    Node values = node.input(2);
    return b.where(
        b.binary(BinaryFunction.EQUAL, position, count),
        b.reshape(b.slice(values, 0, 1, 1), Shape.of()),
        b.reshape(b.slice(values, 0, 0, 1), Shape.of()));
  }
}
