package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.Cell;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.State;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.Weights;
import java.util.List;
import java.util.function.UnaryOperator;

/** A step of an LSTM: gates input, output, forget and the candidate, in this order. */
final class LongShortTermCell implements Cell {
  private final GraphBuilder b;
  private final int hidden;
  private final Weights weights;
  private final Node peephole; // (1, 3 hidden) for input, output, forget; or null
  private final boolean coupled;
  private final UnaryOperator<Node> f;
  private final UnaryOperator<Node> g;
  private final UnaryOperator<Node> h;

  /**
   * @param coupled whether the forget gate is 1 - the input gate
   * @param functions of the gates, of the candidate, of the cell
   */
  LongShortTermCell(
      GraphBuilder builder,
      int hidden,
      Weights weights,
      Node peephole,
      boolean coupled,
      List<UnaryOperator<Node>> functions) {
    this.b = builder;
    this.hidden = hidden;
    this.weights = weights;
    this.peephole = peephole;
    this.coupled = coupled;
    this.f = functions.get(0);
    this.g = functions.get(1);
    this.h = functions.get(2);
  }

  @Override
  public State next(Node x, State before) {
    Node c = before.nodes().get(1);
    Node gates = b.add(x, Recurrent.product(b, before.h(), weights));
    Node input = f.apply(seen(gate(gates, 0), c, 0));
    Node forget = coupled ? b.subtract(b.scalar(1), input) : f.apply(seen(gate(gates, 2), c, 2));
    Node candidate = g.apply(gate(gates, 3));
    Node cell = b.add(b.multiply(forget, c), b.multiply(input, candidate));
    Node output = f.apply(seen(gate(gates, 1), cell, 1));
    return new State(List.of(b.multiply(output, h.apply(cell)), cell));
  }

  private Node gate(Node gates, int i) {
    return Recurrent.gate(b, gates, i, hidden);
  }

  /** A gate that sees the cell through its peephole. */
  private Node seen(Node gate, Node cell, int i) {
    if (peephole == null) {
      return gate;
    }
    Node weight = b.reshape(b.slice(peephole, 1, i * hidden, hidden), Shape.of(hidden));
    return b.add(gate, b.multiply(weight, cell));
  }
}
