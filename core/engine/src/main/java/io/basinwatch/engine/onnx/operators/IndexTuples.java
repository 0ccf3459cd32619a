package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;

/** Places in a table that are named by an index along each of its axes. */
final class IndexTuples {
  private IndexTuples() {}

  /**
   * Index tuples (..., depth) as indices (...) into a table with all its dimensions in one. An
   * index that is out of range along its own axis gives one that is out of range.
   *
   * @param table dimensions that the tuples index
   * @param starts of the tables where there are several, broadcasting to (...); null where there is
   *     one, of which a single index may stay negative
   */
  static Node rows(GraphBuilder b, Node tuples, Shape table, Node starts) {
    boolean known = tuples.operation() instanceof Operation.Constant;
    if (tuples.operation() instanceof Operation.Constant(TensorData data)) {
      check(data, table);
    }
    int last = tuples.shape().rank() - 1;
    Shape places = Literals.part(tuples.shape(), 0, last);
    Node rows = Literals.scalar(b, ElementType.INTEGER, 0);
    Node outside = null;
    for (int i = 0; i < table.rank(); i++) {
      Node index = b.reshape(b.slice(tuples, last, i, 1), places);
      boolean single = starts == null && table.rank() == 1;
      Node position = single ? index : wrapped(b, index, table.dimension(i));
      if (!single && !known) {
        Node out = outside(b, position, table.dimension(i));
        outside = outside == null ? out : b.binary(BinaryFunction.MAXIMUM, outside, out);
      }
      int stride = Literals.part(table, i + 1, table.rank()).elements();
      Node step = Literals.scalar(b, ElementType.INTEGER, stride);
      rows = b.add(rows, b.binary(BinaryFunction.MULTIPLY, position, step));
    }
    Node all = starts == null ? rows : b.add(rows, starts);
    return outside == null ? all : b.where(outside, beyond(b, table, starts), all);
  }

  private static void check(TensorData tuples, Shape table) {
    for (int i = 0; i < tuples.values().length && table.rank() > 0; i++) {
      int axis = i % table.rank();
      double index = tuples.values()[i];
      if (index < -table.dimension(axis) || index >= table.dimension(axis)) {
        throw new IllegalArgumentException(
            "index %.0f along axis %d of %s".formatted(index, axis, table));
      }
    }
  }

  /** An index behind the last table; not the next one, which floating point may round down. */
  private static Node beyond(GraphBuilder b, Shape table, Node starts) {
    long rows = (long) table.elements() * (starts == null ? 1 : starts.shape().elements());
    return Literals.scalar(b, ElementType.INTEGER, Math.min(2 * rows + 1, Integer.MAX_VALUE));
  }

  private static Node outside(GraphBuilder b, Node position, int length) {
    Node real = b.toReal(position);
    return b.binary(
        BinaryFunction.MAXIMUM,
        b.binary(BinaryFunction.GREATER, b.scalar(0), real),
        b.binary(BinaryFunction.GREATER, real, b.scalar(length - 1)));
  }

  /** Counted from the start. */
  private static Node wrapped(GraphBuilder b, Node index, int length) {
    Node negative = b.binary(BinaryFunction.GREATER, b.scalar(0), b.toReal(index));
    return b.where(negative, b.add(index, Literals.scalar(b, ElementType.INTEGER, length)), index);
  }
}
