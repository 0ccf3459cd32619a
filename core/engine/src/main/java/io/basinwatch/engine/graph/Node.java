package io.basinwatch.engine.graph;

import java.util.List;

/** One value of a graph and how it is computed. Compared by identity; inputs precede it. */
public final class Node {
  /** Of broadcasts and reshapes behind which a constant is looked for. */
  private static final int LONGEST_CHAIN = 8;

  private final Operation operation;
  private final List<Node> inputs;
  private final ElementType type;
  private final Shape shape;

  Node(Operation operation, List<Node> inputs, ElementType type, Shape shape) {
    this.operation = operation;
    this.inputs = List.copyOf(inputs);
    this.type = type;
    this.shape = shape;
  }

  public Operation operation() {
    return operation;
  }

  public List<Node> inputs() {
    return inputs;
  }

  public ElementType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  /** Whether every element is seen to be this constant. */
  public boolean isFilled(double value) {
    Node source = this;
    for (int i = 0; i < LONGEST_CHAIN && source.isRearranged(); i++) {
      source = source.inputs.getFirst();
    }
    return source.operation instanceof Operation.Constant(TensorData data)
        && data.values().length == 1
        && data.values()[0] == value;
  }

  private boolean isRearranged() {
    return operation instanceof Operation.Broadcast || operation instanceof Operation.Reshape;
  }

  @Override
  public String toString() {
    return operation + shape.toString();
  }
}
