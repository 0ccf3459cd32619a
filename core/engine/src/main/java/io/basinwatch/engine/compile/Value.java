package io.basinwatch.engine.compile;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.KernelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph's node while it is rewritten for execution: unlike a node it can become another
 * computation of the same numbers. Compared by identity.
 */
final class Value {

  /** How a value is computed. */
  sealed interface Action {
    /** As the graph says. */
    record Plain(Operation operation) implements Action {}

    /** By a kernel that covers several of the graph's operations. */
    record Fused(KernelSpec spec) implements Action {}

    /** An output of its only input, which has several. */
    record Output(int index) implements Action {}
  }

  private Action action;
  private List<Value> inputs;
  private final ElementType type;
  private final Shape shape;

  Value(Action action, List<Value> inputs, ElementType type, Shape shape) {
    this.action = action;
    this.inputs = new ArrayList<>(inputs);
    this.type = type;
    this.shape = shape;
  }

  /** Makes it another computation of the same numbers. */
  void become(Action other, List<Value> operands) {
    action = other;
    inputs = new ArrayList<>(operands);
  }

  Action action() {
    return action;
  }

  List<Value> inputs() {
    return inputs;
  }

  Value input(int i) {
    return inputs.get(i);
  }

  ElementType type() {
    return type;
  }

  Shape shape() {
    return shape;
  }

  boolean is(Operation operation) {
    return action instanceof Action.Plain(Operation own) && own.equals(operation);
  }

  /** The matrix product that it is, or null. */
  KernelSpec.Gemm product() {
    return action instanceof Action.Fused(KernelSpec.Gemm spec) ? spec : null;
  }

  @Override
  public String toString() {
    return action + shape.toString();
  }
}
