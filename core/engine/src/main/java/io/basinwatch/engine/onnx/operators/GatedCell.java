package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.Cell;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.State;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.Weights;
import java.util.List;
import java.util.function.UnaryOperator;

/** A step of a GRU (Cho et al. 2014): gates z, r and the candidate, in this order. */
final class GatedCell implements Cell {
  private final GraphBuilder b;
  private final int hidden;
  private final Weights weights;
  private final boolean linearBeforeReset;
  private final UnaryOperator<Node> f;
  private final UnaryOperator<Node> g;

  /**
   * @param linearBeforeReset whether r multiplies h R' (as PyTorch has it), not h
   */
  GatedCell(
      GraphBuilder builder,
      int hidden,
      Weights weights,
      boolean linearBeforeReset,
      UnaryOperator<Node> f,
      UnaryOperator<Node> g) {
    this.b = builder;
    this.hidden = hidden;
    this.weights = weights;
    this.linearBeforeReset = linearBeforeReset;
    this.f = f;
    this.g = g;
  }

  /** h = (1 - z) candidate + z h. */
  @Override
  public State next(Node x, State before) {
    Node h = before.h();
    Node z;
    Node candidate;
    if (linearBeforeReset) {
      Node past = Recurrent.product(b, h, weights);
      z = f.apply(b.add(gate(x, 0), gate(past, 0)));
      Node r = f.apply(b.add(gate(x, 1), gate(past, 1)));
      candidate = g.apply(b.add(gate(x, 2), b.multiply(r, gate(past, 2))));
    } else {
      z = f.apply(b.add(gate(x, 0), past(h, 0)));
      Node r = f.apply(b.add(gate(x, 1), past(h, 1)));
      candidate = g.apply(b.add(gate(x, 2), past(b.multiply(r, h), 2)));
    }
    Node difference = b.multiply(z, b.subtract(h, candidate));
    return new State(List.of(b.add(candidate, difference)));
  }

  private Node gate(Node gates, int i) {
    return Recurrent.gate(b, gates, i, hidden);
  }

  /** h R' with its bias for one gate. */
  private Node past(Node h, int i) {
    Node matrix = b.slice(weights.recurrent(), 0, i * hidden, hidden);
    Node product = b.matMul(h, matrix, false, true);
    if (weights.recurrentBias() == null) {
      return product;
    }
    return b.add(product, b.slice(weights.recurrentBias(), 0, i * hidden, hidden));
  }
}
