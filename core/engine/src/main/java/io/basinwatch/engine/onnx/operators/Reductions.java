package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.Reduction;
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
          entry("ReduceSum", Operator.of(node -> reduce(node, Reduction.SUM))),
          entry("ReduceMax", Operator.of(node -> reduce(node, Reduction.MAX))),
          entry("ReduceMean", Operator.of(Reductions::mean)));

  private Reductions() {}

  private static Node mean(OperatorNode node) {
    Node sum = reduce(node, Reduction.SUM);
    double count = (double) node.input(0).shape().elements() / sum.shape().elements();
    return node.builder().scale(1 / count, sum);
  }

  private static Node reduce(OperatorNode node, Reduction reduction) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    boolean keep = node.integer("keepdims", 1) != 0;
    List<Integer> axes = axes(node, x.shape().rank());
    Node reduced = b.reduce(reduction, x, axes);
    return keep ? reduced : b.reshape(reduced, without(reduced.shape(), axes));
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

  private static Shape without(Shape shape, List<Integer> axes) {
    List<Integer> dimensions = new ArrayList<>(shape.dimensions());
    axes.stream()
        .sorted(Comparator.reverseOrder())
        .forEach(axis -> dimensions.remove(axis.intValue()));
    return new Shape(dimensions);
  }
}
