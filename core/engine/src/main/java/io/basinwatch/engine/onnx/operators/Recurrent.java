package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.Cell;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.State;
import io.basinwatch.engine.onnx.operators.RecurrentLayer.Weights;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Recurrent layers: the equations of one step. */
final class Recurrent {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("RNN", Recurrent::simple),
          entry("GRU", Recurrent::gated),
          entry("LSTM", Recurrent::longShortTerm));

  private Recurrent() {}

  /** h = f(x + h R'). */
  private static List<Node> simple(OperatorNode node) {
    RecurrentLayer layer = new RecurrentLayer(node, 1, 1, true);
    List<UnaryOperator<Node>> functions =
        RecurrentActivations.of(node, layer.directions(), List.of("Tanh"));
    GraphBuilder b = node.builder();
    return layer.run(
        weights ->
            (x, before) -> {
              Node z = b.add(x, product(b, before.h(), weights));
              return new State(List.of(functions.get(weights.direction()).apply(z)));
            });
  }

  /** h R' with its bias. */
  static Node product(GraphBuilder b, Node h, Weights weights) {
    Node product = b.matMul(h, weights.recurrent(), false, true);
    return weights.recurrentBias() == null ? product : b.add(product, weights.recurrentBias());
  }

  private static List<Node> gated(OperatorNode node) {
    RecurrentLayer layer = new RecurrentLayer(node, 3, 1, false);
    List<UnaryOperator<Node>> functions =
        RecurrentActivations.of(node, layer.directions(), List.of("Sigmoid", "Tanh"));
    boolean linearBeforeReset = node.integer("linear_before_reset", 0) != 0;
    return layer.run(
        weights ->
            new GatedCell(
                node.builder(),
                layer.hidden(),
                weights,
                linearBeforeReset,
                functions.get(2 * weights.direction()),
                functions.get(2 * weights.direction() + 1)));
  }

  private static List<Node> longShortTerm(OperatorNode node) {
    RecurrentLayer layer = new RecurrentLayer(node, 4, 2, true);
    List<UnaryOperator<Node>> functions =
        RecurrentActivations.of(node, layer.directions(), List.of("Sigmoid", "Tanh", "Tanh"));
    boolean coupled = node.integer("input_forget", 0) != 0;
    return layer.run(weights -> longShortTerm(node, layer, weights, functions, coupled));
  }

  private static Cell longShortTerm(
      OperatorNode node,
      RecurrentLayer layer,
      Weights weights,
      List<UnaryOperator<Node>> functions,
      boolean coupled) {
    int first = 3 * weights.direction();
    Node peephole =
        node.optionalInput(7)
            .map(all -> node.builder().slice(all, 0, weights.direction(), 1))
            .orElse(null);
    return new LongShortTermCell(
        node.builder(),
        layer.hidden(),
        weights,
        peephole,
        coupled,
        functions.subList(first, first + 3));
  }

  /** Gate i of (batch, gates hidden). */
  static Node gate(GraphBuilder b, Node gates, int i, int hidden) {
    return b.slice(gates, 1, i * hidden, hidden);
  }
}
