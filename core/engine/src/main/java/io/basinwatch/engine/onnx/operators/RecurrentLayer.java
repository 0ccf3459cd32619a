package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent layer written out step by step, in one direction or both. What the inputs contribute
 * to the gates is one product for all steps.
 */
final class RecurrentLayer {
  private static final int LENGTHS = 4;
  private static final int PEEPHOLES = 7;

  /** What a step hands on: h, and for an LSTM c, each (batch, hidden). */
  record State(List<Node> nodes) {
    Node h() {
      return nodes.getFirst();
    }
  }

  /** One step. */
  interface Cell {
    /**
     * @param projected the inputs' part of the gates with its bias, (batch, gates hidden)
     */
    State next(Node projected, State before);
  }

  /** Makes the cell of a direction. */
  interface Cells {
    Cell of(Weights weights);
  }

  /**
   * One direction's weights.
   *
   * @param direction 0 or 1
   * @param recurrent (gates hidden, hidden)
   * @param inputBias (gates hidden), or null
   * @param recurrentBias (gates hidden), or null
   */
  record Weights(int direction, Node input, Node recurrent, Node inputBias, Node recurrentBias) {}

  private final OperatorNode node;
  private final GraphBuilder b;
  private final int gates;
  private final int states;
  private final boolean oneBias;
  private final boolean batchFirst;
  private final String direction;
  private final int hidden;
  private final Node x; // (time, batch, input)
  private final int time;
  private final int batch;

  /**
   * @param gates blocks of the weights
   * @param states tensors that a step hands on
   * @param oneBias whether a step adds both biases to the same sums: then they are added with the
   *     inputs' part, and the recurrent one is left out
   */
  RecurrentLayer(OperatorNode node, int gates, int states, boolean oneBias) {
    this.node = node;
    this.b = node.builder();
    this.gates = gates;
    this.states = states;
    this.oneBias = oneBias;
    this.batchFirst = node.integer("layout", 0) != 0;
    this.direction = node.text("direction", "forward");
    this.hidden = node.input(2).shape().dimension(-1);
    requireHidden(node.integer("hidden_size", hidden));
    this.x = batchFirst ? b.permute(node.input(0), List.of(1, 0, 2)) : node.input(0);
    this.time = x.shape().dimension(0);
    this.batch = x.shape().dimension(1);
    requireSteps();
    node.requireShape(2, Shape.of(directions(), gates * hidden, hidden));
    node.requireShape(3, Shape.of(directions(), 2 * gates * hidden));
    node.requireShape(PEEPHOLES, Shape.of(directions(), 3 * hidden));
  }

  private void requireHidden(long size) {
    if (size != hidden) {
      throw new IllegalArgumentException(
          "hidden_size %d where its weights have %d".formatted(size, hidden));
    }
  }

  private void requireSteps() {
    if (time == 0) {
      throw new IllegalArgumentException("its sequence has no steps");
    }
    if (time > b.limits().nodes()) {
      throw new IllegalArgumentException(
          "%d steps; the setting %s allows %d"
              .formatted(time, ModelLimits.NODES, b.limits().nodes()));
    }
  }

  int directions() {
    return switch (direction) {
      case "forward", "reverse" -> 1;
      case "bidirectional" -> 2;
      default ->
          throw new IllegalArgumentException(
              "direction '%s' is not supported; supported: forward, reverse, bidirectional"
                  .formatted(direction));
    };
  }

  int hidden() {
    return hidden;
  }

  /** The node's outputs: all h, the last h, and for an LSTM the last c. */
  List<Node> run(Cells cells) {
    List<Node> sequences = new ArrayList<>();
    List<State> last = new ArrayList<>();
    for (int d = 0; d < directions(); d++) {
      boolean backwards = d == 1 || direction.equals("reverse");
      Weights weights = weights(d);
      last.add(run(cells.of(weights), projected(weights), initial(d), backwards, sequences));
    }
    Node y = b.concat(sequences, 1); // (time, directions, batch, hidden)
    List<Node> outputs = new ArrayList<>();
    outputs.add(batchFirst ? b.permute(y, List.of(2, 0, 1, 3)) : y);
    for (int i = 0; i < states; i++) {
      int state = i;
      Node all = b.concat(last.stream().map(s -> row(s.nodes().get(state))).toList(), 0);
      outputs.add(batchFirst ? b.permute(all, List.of(1, 0, 2)) : all);
    }
    return outputs;
  }

  private State run(
      Cell cell, Node projected, State initial, boolean backwards, List<Node> sequences) {
    Node[] outputs = new Node[time];
    State state = initial;
    for (int i = 0; i < time; i++) {
      int t = backwards ? time - 1 - i : i;
      State next = cell.next(b.slice(projected, 0, t * batch, batch), state);
      Node runs = running(t);
      state = runs == null ? next : chosen(runs, next, state);
      Node output = runs == null ? next.h() : b.where(runs, next.h(), b.scalar(0));
      outputs[t] = b.reshape(output, Shape.of(1, 1, batch, hidden));
    }
    sequences.add(b.concat(Arrays.asList(outputs), 0));
    return state;
  }

  private State chosen(Node runs, State next, State before) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      nodes.add(b.where(runs, next.nodes().get(i), before.nodes().get(i)));
    }
    return new State(nodes);
  }

  /** Which samples are longer than t: (batch, 1), or null where all last to the end. */
  private Node running(int t) {
    Node lengths = node.optionalInput(LENGTHS).orElse(null);
    boolean whole =
        lengths == null
            || lengths.operation() instanceof Operation.Constant(TensorData data)
                && Arrays.stream(data.values()).allMatch(length -> length >= time);
    return whole
        ? null
        : b.binary(
            BinaryFunction.GREATER, b.toReal(b.reshape(lengths, Shape.of(batch, 1))), b.scalar(t));
  }

  /** (time batch, gates hidden) */
  private Node projected(Weights weights) {
    Node product = b.matMul(x, weights.input(), false, true);
    Node sum = weights.inputBias() == null ? product : b.add(product, weights.inputBias());
    return b.reshape(sum, Shape.of(time * batch, gates * hidden));
  }

  private Weights weights(int d) {
    Node biases = node.optionalInput(3).map(bias -> b.slice(bias, 0, d, 1)).orElse(null);
    Node input = bias(biases, 0);
    Node recurrent = bias(biases, gates * hidden);
    boolean joined = oneBias && biases != null;
    return new Weights(
        d,
        matrix(1, d),
        matrix(2, d),
        joined ? b.add(input, recurrent) : input,
        joined ? null : recurrent);
  }

  private Node matrix(int input, int d) {
    Node matrix = b.slice(node.input(input), 0, d, 1);
    return b.reshape(matrix, Shape.of(gates * hidden, matrix.shape().dimension(2)));
  }

  private Node bias(Node biases, int start) {
    return biases == null
        ? null
        : b.reshape(b.slice(biases, 1, start, gates * hidden), Shape.of(gates * hidden));
  }

  private State initial(int d) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      nodes.add(
          node.optionalInput(LENGTHS + 1 + i)
              .map(state -> initial(state, d))
              .orElseGet(() -> b.filled(0, Shape.of(batch, hidden))));
    }
    return new State(nodes);
  }

  private Node initial(Node state, int d) {
    if (state.type() != ElementType.REAL) {
      throw new IllegalArgumentException("an initial state of whole numbers");
    }
    return b.reshape(b.slice(state, batchFirst ? 1 : 0, d, 1), Shape.of(batch, hidden));
  }

  private Node row(Node state) {
    return b.reshape(state, Shape.of(1, batch, hidden));
  }
}
