package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/** Places in a table that are named by an index along each of its axes. */
final class IndexTuples {
  private IndexTuples() {}

  /**
   * Index tuples (..., depth) as indices (...) into a table with all its dimensions in one.
   *
   * @param table dimensions that the tuples index, after those, if any, that it shares with the
   *     tuples' own places
   */
  static Node rows(GraphBuilder b, Node tuples, Shape table) {
    int last = tuples.shape().rank() - 1;
    int depth = tuples.shape().dimension(last);
    if (depth == 0) {
      throw new IllegalArgumentException("indices %s name no axis".formatted(tuples.shape()));
    }
    Shape places = Literals.part(tuples.shape(), 0, last);
    List<Node> indices = new ArrayList<>();
    for (int axis = 0; axis < table.rank() - depth; axis++) {
      Node own = Literals.count(b, places.dimension(axis), axis, places.rank());
      indices.add(b.broadcast(b.toInteger(own), places));
    }
    for (int i = 0; i < depth; i++) {
      indices.add(b.reshape(b.slice(tuples, last, i, 1), places));
    }
    boolean known = tuples.operation() instanceof Operation.Constant;
    return table.rank() == 1 && !known ? indices.getFirst() : b.flatIndex(indices, table);
  }
}
