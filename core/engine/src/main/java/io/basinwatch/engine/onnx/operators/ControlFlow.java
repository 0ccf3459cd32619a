package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Branches and loops, written out at import. What runs may depend on shapes, not on data: a
 * condition for a whole minibatch would make its samples depend on one another.
 */
final class ControlFlow {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("If", ControlFlow::branch),
          entry("Loop", ControlFlow::loop),
          entry("Scan", ControlFlow::scan),
          entry("SequenceMap", ControlFlow::map));

  private ControlFlow() {}

  private static List<Node> branch(OperatorNode node) {
    List<String> branches = List.of("then_branch", "else_branch");
    branches.forEach(node::attribute); // one of which does not run
    String chosen = branches.get(isTrue(node.input(0)) ? 0 : 1);
    return node.give(node.body(chosen).apply(List.of()));
  }

  private static boolean isTrue(Node condition) {
    if (condition.operation() instanceof Operation.Constant constant) {
      return constant.data().values()[0] != 0;
    }
    throw new IllegalArgumentException(
        "its condition depends on data or weights; only one that depends on shapes is supported");
  }

  /** Without a condition among its inputs the one that the body gives does not count. */
  private static List<Node> loop(OperatorNode node) {
    GraphBuilder b = node.builder();
    Body body = node.body("body");
    long trips = node.optionalInput(0).isPresent() ? node.constantLongs(0)[0] : Long.MAX_VALUE;
    boolean conditional = node.optionalInput(1).isPresent();
    boolean goesOn = !conditional || isTrue(node.input(1));
    List<TensorOrSequence> state = node.operands(2);
    int states = state.size();
    List<List<TensorOrSequence>> rows = lists(node.outputCount() - states);
    for (int i = 0; i < trips && goesOn; i++) {
      List<TensorOrSequence> operands = new ArrayList<>();
      operands.add(TensorOrSequence.of(Literals.scalar(b, ElementType.INTEGER, i)));
      operands.add(TensorOrSequence.of(b.scalar(1), true));
      operands.addAll(state);
      List<TensorOrSequence> results = results(body, operands, 1 + states + rows.size());
      goesOn = !conditional || isTrue(results.getFirst().requireTensor());
      state = results.subList(1, 1 + states);
      append(rows, results.subList(1 + states, results.size()));
    }
    List<TensorOrSequence> outputs = new ArrayList<>(state);
    rows.forEach(row -> outputs.add(stack(b, row, 0, false)));
    return node.give(outputs);
  }

  private static List<Node> scan(OperatorNode node) {
    GraphBuilder b = node.builder();
    Body body = node.body("body");
    List<TensorOrSequence> operands = node.operands(0);
    int states = operands.size() - node.requiredInteger("num_scan_inputs");
    List<TensorOrSequence> state = operands.subList(0, states);
    List<Scanned> inputs = new ArrayList<>();
    for (TensorOrSequence operand : operands.subList(states, operands.size())) {
      inputs.add(Scanned.of(node, inputs.size(), operand));
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("num_scan_inputs is 0");
    }
    List<List<TensorOrSequence>> rows = lists(node.outputCount() - states);
    for (int t = 0; t < inputs.getFirst().length(); t++) {
      List<TensorOrSequence> now = new ArrayList<>(state);
      for (Scanned input : inputs) {
        now.add(input.at(b, t));
      }
      List<TensorOrSequence> results = results(body, now, states + rows.size());
      state = results.subList(0, states);
      append(rows, results.subList(states, results.size()));
    }
    List<TensorOrSequence> outputs = new ArrayList<>(state);
    for (int i = 0; i < rows.size(); i++) {
      boolean backwards = listed(node, "scan_output_directions", i) == 1;
      outputs.add(stack(b, rows.get(i), listed(node, "scan_output_axes", i), backwards));
    }
    return node.give(outputs);
  }

  /** An input of Scan, of which its body sees one element at a time. */
  private record Scanned(Node x, boolean truth, int axis, boolean backwards) {
    static Scanned of(OperatorNode node, int i, TensorOrSequence operand) {
      Node x = operand.requireTensor();
      int axis = OperatorNode.normalizeAxis(listed(node, "scan_input_axes", i), x.shape().rank());
      boolean backwards = listed(node, "scan_input_directions", i) == 1;
      return new Scanned(x, operand.truth(), axis, backwards);
    }

    int length() {
      return x.shape().dimension(axis);
    }

    TensorOrSequence at(GraphBuilder b, int t) {
      Node element = b.slice(x, axis, backwards ? length() - 1 - t : t, 1);
      Shape shape = Reductions.without(x.shape(), List.of(axis));
      return TensorOrSequence.of(b.reshape(element, shape), truth);
    }
  }

  /** An entry of an attribute that is a list; 0 where the node does not have it. */
  private static long listed(OperatorNode node, String name, int i) {
    return node.integers(name).map(values -> values.get(i)).orElse(0L);
  }

  /** Further inputs that are tensors are the same for each element. */
  private static List<Node> map(OperatorNode node) {
    Body body = node.body("body");
    List<TensorOrSequence> operands = node.operands(0);
    List<List<TensorOrSequence>> outputs = lists(node.outputCount());
    for (int i = 0; i < node.sequence(0).size(); i++) {
      int at = i;
      List<TensorOrSequence> elements =
          operands.stream()
              .map(
                  x ->
                      x.tensor() != null ? x : TensorOrSequence.of(x.sequence().get(at), x.truth()))
              .toList();
      append(outputs, results(body, elements, outputs.size()));
    }
    return node.give(
        outputs.stream().map(list -> TensorOrSequence.of(tensors(list), isTruth(list))).toList());
  }

  private static List<TensorOrSequence> results(
      Body body, List<TensorOrSequence> operands, int needed) {
    List<TensorOrSequence> results = body.apply(operands);
    if (results.size() < needed) {
      throw new IllegalArgumentException(
          "its body gives %d values where %d are needed".formatted(results.size(), needed));
    }
    return results;
  }

  private static List<List<TensorOrSequence>> lists(int count) {
    return Stream.<List<TensorOrSequence>>generate(ArrayList::new)
        .limit(Math.max(0, count))
        .toList();
  }

  private static void append(List<List<TensorOrSequence>> lists, List<TensorOrSequence> results) {
    for (int i = 0; i < lists.size(); i++) {
      lists.get(i).add(results.get(i));
    }
  }

  private static List<Node> tensors(List<TensorOrSequence> list) {
    return list.stream().map(TensorOrSequence::requireTensor).toList();
  }

  private static boolean isTruth(List<TensorOrSequence> list) {
    return !list.isEmpty() && list.getFirst().truth();
  }

  private static TensorOrSequence stack(
      GraphBuilder b, List<TensorOrSequence> rows, long axis, boolean backwards) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("it has nothing to stack: its body never runs");
    }
    List<Node> tensors = tensors(backwards ? rows.reversed() : rows);
    int place = OperatorNode.normalizeAxis(axis, tensors.getFirst().shape().rank() + 1);
    return TensorOrSequence.of(Parts.stack(b, tensors, place), isTruth(rows));
  }
}
