package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.Reduction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Tensors with parts that are named by indices changed. */
final class Scatters {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("ScatterND", Operator.of(Scatters::scatterNd)),
          entry("ScatterElements", Operator.of(Scatters::elements)));

  private static final String NONE = "none";

  private Scatters() {}

  private static Node scatterNd(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node data = node.input(0);
    Shape indices = node.input(1).shape();
    Shape table = Literals.part(data.shape(), 0, indices.dimension(-1));
    Shape part = Literals.part(data.shape(), table.rank(), data.shape().rank());
    Shape places = Literals.part(indices, 0, indices.rank() - 1);
    if (!node.input(2).shape().equals(Literals.join(places, part))) {
      throw new IllegalArgumentException(
          "updates %s for indices %s of %s"
              .formatted(node.input(2).shape(), indices, data.shape()));
    }
    int rest = part.elements();
    int count = places.elements();
    Node rows = b.reshape(IndexTuples.rows(b, node.input(1), table), Shape.of(count));
    Node changed =
        scatter(
            node,
            b.reshape(data, Shape.of(table.elements(), rest)),
            rows,
            b.reshape(node.input(2), Shape.of(count, rest)));
    return b.reshape(changed, data.shape());
  }

  private static Node elements(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node data = node.input(0);
    Node updates = node.input(2);
    int axis = node.axis("axis", 0, data.shape().rank());
    if (!updates.shape().equals(node.input(1).shape())) {
      throw new IllegalArgumentException(
          "updates %s for indices %s".formatted(updates.shape(), node.input(1).shape()));
    }
    if (node.input(1).operation() instanceof Operation.Constant(TensorData indices)) {
      if (isPart(node, data.shape(), indices, axis)) {
        int start = place((int) indices.values()[0], data.shape().dimension(axis));
        return Parts.replace(b, data, axis, start, updates);
      }
      int count = updates.shape().elements();
      int[] places = ElementPlaces.of(data.shape(), indices, axis);
      Node changed =
          scatter(
              node,
              b.reshape(data, Shape.of(data.shape().elements(), 1)),
              Literals.integers(b, places),
              b.reshape(updates, Shape.of(count, 1)));
      return b.reshape(changed, data.shape());
    }
    Shape covered = updates.shape().with(axis, data.shape().dimension(axis));
    Node corner = Parts.corner(b, data, covered);
    Largest largest = new Largest(b, node.input(1), axis, covered);
    Node changed =
        combine(
            node,
            corner,
            u -> b.scatterAddElements(u, node.input(1), axis, covered),
            largest,
            updates);
    return withCorner(b, data, changed, 0);
  }

  /** data with its first elements along the axes from one on replaced by others. */
  private static Node withCorner(GraphBuilder b, Node data, Node corner, int axis) {
    if (data.shape().equals(corner.shape())) {
      return corner;
    }
    int covered = corner.shape().dimension(axis);
    int rest = data.shape().dimension(axis) - covered;
    Node changed = withCorner(b, b.slice(data, axis, 0, covered), corner, axis + 1);
    return rest == 0
        ? changed
        : b.concat(List.of(changed, b.slice(data, axis, covered, rest)), axis);
  }

  /** Whether all that has one index along the axis is replaced, as by PyTorch's select_scatter. */
  private static boolean isPart(OperatorNode node, Shape data, TensorData indices, int axis) {
    return isReplaced(node)
        && indices.shape().equals(data.with(axis, 1))
        && indices.values().length > 0
        && Arrays.stream(indices.values()).allMatch(index -> index == indices.values()[0]);
  }

  private static boolean isReplaced(OperatorNode node) {
    return node.text("reduction", NONE).equals(NONE);
  }

  /** data (rows, columns), indices (count), updates (count, columns). */
  private static Node scatter(OperatorNode node, Node data, Node rows, Node updates) {
    if (rows.operation() instanceof Operation.Constant(TensorData constant)) {
      int length = data.shape().dimension(0);
      int[] places =
          IntStream.range(0, constant.values().length)
              .map(i -> place((int) constant.values()[i], length))
              .toArray();
      if (isReplaced(node) && areNeighbours(places)) {
        return Parts.replace(node.builder(), data, 0, places[0], updates);
      }
      RowScatter scatter = new RowScatter(node.builder(), data, places, updates);
      return scatter.apply(node.text("reduction", NONE));
    }
    GraphBuilder b = node.builder();
    Node each = b.broadcast(b.reshape(rows, Shape.of(rows.shape().elements(), 1)), updates.shape());
    Largest largest = new Largest(b, each, 0, data.shape());
    return combine(node, data, u -> b.scatterAdd(u, rows, 0, data.shape()), largest, updates);
  }

  private static boolean areNeighbours(int[] places) {
    return places.length > 0
        && IntStream.range(0, places.length).allMatch(i -> places[i] == places[0] + i);
  }

  private static int place(int index, int length) {
    if (index < -length || index >= length) {
      throw new IllegalArgumentException("index %d of %d".formatted(index, length));
    }
    return index < 0 ? index + length : index;
  }

  /** Zeros with updates added at their places. */
  private interface Sums {
    Node of(Node updates);
  }

  /**
   * The largest update of each place, of which indices name one for each update: every place looks
   * at every update of its line.
   */
  private record Largest(GraphBuilder b, Node indices, int axis, Shape shape) {
    private static final double LOWEST = -3e38; // where there is none: below a network's numbers

    Node of(Node updates) {
      int length = shape.dimension(axis);
      Node count = Literals.count(b, length, axis, shape.rank() + 1);
      Node place = Orders.fromStart(b, indices, length);
      Node isHere = b.binary(BinaryFunction.EQUAL, across(place), count);
      Node own = b.where(isHere, across(updates), b.scalar(LOWEST));
      return b.reshape(b.reduce(Reduction.MAX, own, List.of(shape.rank())), shape);
    }

    /** (before, count, after) -> (before, 1, after, count). */
    private Node across(Node x) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
      order.remove(axis);
      order.add(axis);
      Shape lines = Literals.join(shape.with(axis, 1), Shape.of(x.shape().dimension(axis)));
      return b.reshape(b.permute(x, order), lines);
    }
  }

  /** At places that are only known at run time. */
  private static Node combine(
      OperatorNode node, Node original, Sums sums, Largest largest, Node given) {
    GraphBuilder b = node.builder();
    Node data = b.toReal(original);
    Node updates = b.toReal(given);
    String reduction = node.text("reduction", NONE);
    Node changed =
        switch (reduction) {
          case "add" -> b.add(data, sums.of(updates));
          // each place occurs once
          case NONE -> b.where(isHit(b, sums, updates), sums.of(updates), data);
          case "max" -> larger(b, data, isHit(b, sums, updates), largest.of(updates));
          case "min" -> {
            Node smallest = largest.of(b.negate(updates));
            yield b.negate(larger(b, b.negate(data), isHit(b, sums, updates), smallest));
          }
          default ->
              throw new IllegalArgumentException(
                  ("reduction '%s' with indices that depend on data is not supported; supported: none,"
                          + " add, max, min")
                      .formatted(reduction));
        };
    return b.to(original.type(), changed);
  }

  /** Which places the indices name; out of range they end in a message here. */
  private static Node isHit(GraphBuilder b, Sums sums, Node updates) {
    return b.binary(BinaryFunction.GREATER, sums.of(b.filled(1, updates.shape())), b.scalar(0));
  }

  private static Node larger(GraphBuilder b, Node data, Node isHit, Node update) {
    return b.where(isHit, b.binary(BinaryFunction.MAXIMUM, data, update), data);
  }
}
