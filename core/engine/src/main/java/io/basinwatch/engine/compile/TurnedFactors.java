package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.KernelSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transposes a matrix once by which many thin products multiply that would each transpose it, as
 * the steps of a recurrent layer do.
 */
final class TurnedFactors {
  /** That share a factor. */
  private static final int FEWEST = 4;

  /** Of a product; where it has more, transposing takes little of its time. */
  private static final int MOST_ROWS = 64;

  private TurnedFactors() {}

  static void apply(List<Value> outputs) {
    Map<Value, List<Value>> products = new LinkedHashMap<>(); // a value equals itself alone
    for (Value value : Values.order(outputs)) {
      KernelSpec.Gemm spec = value.product();
      if (spec != null
          && spec.transposeB()
          && spec.sharedB()
          && spec.batch() * spec.m() <= MOST_ROWS) {
        products.computeIfAbsent(value.input(1), _ -> new ArrayList<>()).add(value);
      }
    }
    products.forEach(
        (factor, readers) -> {
          if (readers.size() >= FEWEST) {
            Value turned = turned(factor);
            readers.forEach(product -> replace(product, turned));
          }
        });
  }

  private static Value turned(Value factor) {
    Shape shape = factor.shape();
    return new Value(
        new Value.Action.Plain(new Operation.Permute(List.of(1, 0))),
        List.of(factor),
        factor.type(),
        Shape.of(shape.dimension(1), shape.dimension(0)));
  }

  private static void replace(Value product, Value turned) {
    List<Value> operands = new ArrayList<>(product.inputs());
    operands.set(1, turned);
    product.become(new Value.Action.Fused(product.product().withPlainB()), operands);
  }
}
