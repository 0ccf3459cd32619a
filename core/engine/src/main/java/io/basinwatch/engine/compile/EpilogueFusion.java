package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Epilogue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Moves a bias, a ReLU, or a ReLU's mask into the matrix product that they follow. */
final class EpilogueFusion {
  private static final Operation ADD = new Operation.Binary(BinaryFunction.ADD);
  private static final Operation RELU = new Operation.Unary(UnaryFunction.RELU);

  private final Map<Value, List<Value>> consumers;
  private final Set<Value> outputs = Values.identitySet();

  private EpilogueFusion(List<Value> outputs, List<Value> order) {
    this.consumers = Values.consumers(order);
    this.outputs.addAll(outputs);
  }

  static void apply(List<Value> outputs) {
    List<Value> order = Values.order(outputs);
    order.forEach(new EpilogueFusion(outputs, order)::visit);
  }

  private void visit(Value value) {
    if (value.is(ADD)) {
      if (!addBias(value, value.input(0), value.input(1))) {
        addBias(value, value.input(1), value.input(0));
      }
    } else if (value.is(RELU)) {
      rectify(value);
    } else if (value.is(new Operation.Where())) {
      mask(value, value.input(0), value.input(1), value.input(2));
    }
  }

  private boolean addBias(Value sum, Value left, Value row) {
    Value product = source(left);
    boolean fits =
        isFree(left, Epilogue.NONE)
            && sum.shape().equals(left.shape())
            && isRow(row.shape(), product.product().n());
    if (fits) {
      replace(sum, product, Epilogue.BIAS, row);
    }
    return fits;
  }

  private void rectify(Value relu) {
    Value z = relu.input(0);
    if (isFree(z, Epilogue.BIAS)) {
      Value product = source(z);
      replace(relu, product, Epilogue.BIAS_RELU, product.input(2));
    }
  }

  /** The derivative of a ReLU, whose result is either 0 or positive. */
  private void mask(Value masked, Value relu, Value left, Value other) {
    boolean fits =
        isRectified(relu)
            && isZero(other)
            && isFree(left, Epilogue.NONE)
            && masked.shape().equals(left.shape())
            && relu.shape().equals(left.shape());
    if (fits) {
      replace(masked, source(left), Epilogue.MASK, relu);
    }
  }

  private static boolean isRectified(Value value) {
    return value.is(RELU)
        || value.product() != null && value.product().epilogue() == Epilogue.BIAS_RELU;
  }

  private static boolean isZero(Value value) {
    return value.action() instanceof Value.Action.Plain(Operation.Constant(TensorData data))
        && data.values().length == 1
        && data.values()[0] == 0;
  }

  private static void replace(Value value, Value product, Epilogue epilogue, Value operand) {
    KernelSpec.Gemm spec = product.product().with(epilogue);
    value.become(
        new Value.Action.Fused(spec), List.of(product.input(0), product.input(1), operand));
  }

  /** A product with this epilogue, possibly reshaped, that nothing but one value reads. */
  private boolean isFree(Value value, Epilogue epilogue) {
    Value product = source(value);
    boolean single = isPrivate(value) && (product == value || isPrivate(product));
    return single
        && product.product() != null
        && product.product().epilogue() == epilogue
        && value.shape().dimension(-1) == product.product().n();
  }

  private boolean isPrivate(Value value) {
    return consumers.get(value).size() == 1 && !outputs.contains(value);
  }

  private static Value source(Value value) {
    return value.is(new Operation.Reshape()) ? value.input(0) : value;
  }

  private static boolean isRow(Shape shape, int n) {
    return shape.elements() == n && shape.rank() > 0 && shape.dimension(-1) == n;
  }
}
