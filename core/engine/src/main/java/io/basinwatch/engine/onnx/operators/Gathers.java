package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.Arrays;
import java.util.Map;

/** Parts of tensors by index. */
final class Gathers {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Gather", Operator.of(Gathers::gather)),
          entry("GatherElements", Operator.of(Gathers::elements)),
          entry("GatherND", Operator.of(Gathers::gatherNd)));

  private Gathers() {}

  private static Node gather(OperatorNode node) {
    Node data = node.input(0);
    int axis = node.axis("axis", 0, data.shape().rank());
    Node indices = fromStart(node.builder(), node.input(1), data.shape().dimension(axis));
    return node.builder().gather(data, indices, axis);
  }

  /** Constant indices that count from the end, counted from the start. */
  private static Node fromStart(GraphBuilder builder, Node indices, int length) {
    if (!(indices.operation() instanceof Operation.Constant(TensorData data))) {
      return indices;
    }
    double[] values =
        Arrays.stream(data.values()).map(index -> index < 0 ? index + length : index).toArray();
    return builder.constant(ElementType.INTEGER, new TensorData(data.shape(), values));
  }

  /** The indices may cover less than the data along the other axes. */
  private static Node elements(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node data = node.input(0);
    Node indices = node.input(1);
    int axis = node.axis("axis", 0, data.shape().rank());
    Shape covered = indices.shape().with(axis, data.shape().dimension(axis));
    return b.gatherElements(Parts.corner(b, data, covered), indices, axis);
  }

  private static Node gatherNd(OperatorNode node) {
    GraphBuilder b = node.builder();
    Shape data = node.input(0).shape();
    Shape indices = node.input(1).shape();
    int batchAxes = Math.toIntExact(node.integer("batch_dims", 0));
    if (!Literals.part(indices, 0, batchAxes).equals(Literals.part(data, 0, batchAxes))) {
      throw new IllegalArgumentException(
          "indices %s for data %s in %d batch dimensions".formatted(indices, data, batchAxes));
    }
    Shape table = Literals.part(data, 0, batchAxes + indices.dimension(-1));
    Shape rest = Literals.part(data, table.rank(), data.rank());
    Node rows = IndexTuples.rows(b, node.input(1), table);
    Shape flat = Literals.join(Shape.of(table.elements()), rest);
    Node gathered = b.gather(b.reshape(node.input(0), flat), rows, 0);
    Shape places = Literals.part(indices, 0, indices.rank() - 1);
    return b.reshape(gathered, Literals.join(places, rest));
  }
}
