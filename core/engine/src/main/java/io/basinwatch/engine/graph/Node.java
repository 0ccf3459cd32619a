package io.basinwatch.engine.graph;

import java.util.List;

/** One value of a graph and how it is computed. Compared by identity; inputs precede it. */
public final class Node {
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

  @Override
  public String toString() {
    return operation + shape.toString();
  }
}
