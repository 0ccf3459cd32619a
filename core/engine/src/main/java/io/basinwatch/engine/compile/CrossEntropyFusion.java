package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.kernels.KernelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes a cross-entropy and its gradient, scale (softmax(z) - one-hot(y)), in one kernel that
 * reads the logits once.
 */
final class CrossEntropyFusion {
  private static final Operation MULTIPLY = new Operation.Binary(BinaryFunction.MULTIPLY);
  private static final Operation SUBTRACT = new Operation.Binary(BinaryFunction.SUBTRACT);

  private CrossEntropyFusion() {}

  static void apply(List<Value> outputs) {
    List<Value> order = Values.order(outputs);
    for (Value loss : order) {
      if (loss.is(new Operation.SoftmaxCrossEntropy())) {
        order.stream()
            .filter(value -> isGradient(value, loss))
            .findFirst()
            .ifPresentOrElse(gradient -> fuse(loss, gradient), () -> alone(loss));
      }
    }
  }

  private static void alone(Value loss) {
    loss.become(new Value.Action.Fused(spec(loss, false, false)), loss.inputs());
  }

  private static void fuse(Value loss, Value gradient) {
    Value scale = scale(gradient);
    boolean scalar = scale.shape().elements() == 1;
    List<Value> inputs = new ArrayList<>(loss.inputs());
    inputs.add(scale);
    Value both =
        new Value(
            new Value.Action.Fused(spec(loss, true, scalar)), inputs, loss.type(), loss.shape());
    loss.become(new Value.Action.Output(0), List.of(both));
    gradient.become(new Value.Action.Output(1), List.of(both));
  }

  private static KernelSpec.CrossEntropy spec(Value loss, boolean gradient, boolean scalar) {
    int columns = loss.input(0).shape().dimension(-1);
    return new KernelSpec.CrossEntropy(
        loss.shape().elements(), columns, gradient, scalar && loss.shape().elements() > 1);
  }

  private static boolean isGradient(Value value, Value loss) {
    if (!value.is(MULTIPLY) || residual(value) == null) {
      return false;
    }
    Value residual = residual(value);
    Value scale = scale(value);
    boolean matches =
        residual.input(0).input(0) == loss.input(0) && residual.input(1).input(0) == loss.input(1);
    return matches
        && value.shape().equals(loss.input(0).shape())
        && isPerRow(scale, loss)
        && !Values.order(List.of(scale)).contains(loss);
  }

  /** One number for each row of logits, or one for all. */
  private static boolean isPerRow(Value scale, Value loss) {
    int elements = scale.shape().elements();
    boolean column =
        scale.shape().rank() == loss.shape().rank() + 1 && scale.shape().dimension(-1) == 1;
    return elements == 1 || column && elements == loss.shape().elements();
  }

  /** The operand softmax(z) - one-hot(y), or null. */
  private static Value residual(Value product) {
    return product.inputs().stream()
        .filter(CrossEntropyFusion::isResidual)
        .findFirst()
        .orElse(null);
  }

  private static Value scale(Value product) {
    return product.input(product.input(0) == residual(product) ? 1 : 0);
  }

  private static boolean isResidual(Value value) {
    return value.is(SUBTRACT)
        && value.input(0).is(new Operation.Softmax())
        && value.input(1).is(new Operation.OneHot());
  }
}
