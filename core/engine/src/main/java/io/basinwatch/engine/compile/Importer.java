package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Topology;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Epilogue;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Turns a graph into values; matrix products get their sizes. */
final class Importer {
  private final Map<Node, Value> values = new IdentityHashMap<>();

  private Importer() {}

  /** One value for each of the outputs, in their order. */
  static List<Value> values(List<Node> outputs) {
    return new Importer().convert(outputs);
  }

  private List<Value> convert(List<Node> outputs) {
    Topology.order(outputs).forEach(this::value);
    return outputs.stream().map(this::value).toList();
  }

  private Value value(Node node) {
    Value known = values.get(node);
    if (known == null) {
      known = create(node);
      values.put(node, known);
    }
    return known;
  }

  private Value create(Node node) {
    List<Value> inputs = node.inputs().stream().map(this::value).toList();
    Value.Action action =
        node.operation() instanceof Operation.MatMul matMul
            ? new Value.Action.Fused(gemm(matMul, inputs, node.shape()))
            : new Value.Action.Plain(node.operation());
    return new Value(action, inputs, node.type(), node.shape());
  }

  private static KernelSpec.Gemm gemm(Operation.MatMul matMul, List<Value> inputs, Shape product) {
    Shape a = inputs.get(0).shape();
    Shape b = inputs.get(1).shape();
    int m = product.dimension(-2);
    int n = product.dimension(-1);
    int k = a.dimension(matMul.transposeA() ? -2 : -1);
    int batch = product.rank() == 2 ? 1 : leading(product);
    return new KernelSpec.Gemm(
        batch,
        m,
        n,
        k,
        matMul.transposeA(),
        matMul.transposeB(),
        a.rank() == 2,
        b.rank() == 2,
        Epilogue.NONE);
  }

  private static int leading(Shape shape) {
    return shape.dimensions().subList(0, shape.rank() - 2).stream().reduce(1, Math::multiplyExact);
  }
}
