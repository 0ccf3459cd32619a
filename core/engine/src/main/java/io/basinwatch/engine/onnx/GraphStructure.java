package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.onnx.operators.OperatorNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.OnnxMl.NodeProto;

/** Checks that each name is given once, and before it is read. */
final class GraphStructure {
  private final List<NodeProto> nodes;
  private final int opset;
  private final Map<String, NodeProto> givers = new HashMap<>();

  /**
   * @param given names that are there before the first node: inputs and initializers
   * @throws InvalidInputException if a name is given twice
   */
  GraphStructure(List<NodeProto> nodes, Set<String> given, int opset) {
    this.nodes = nodes;
    this.opset = opset;
    for (NodeProto node : nodes) {
      for (String name : node.getOutputList()) {
        if (name.isEmpty()) {
          continue;
        }
        NodeProto other = givers.put(name, node);
        if (other != null || given.contains(name)) {
          throw new InvalidInputException(
              "model: '%s' is given twice: by %s and by %s"
                  .formatted(
                      name,
                      other == null ? "an input or initializer" : describe(other),
                      describe(node)));
        }
      }
    }
  }

  /** Nodes that lead to an output, in the file's order. */
  List<NodeProto> leadingTo(String output) {
    Set<String> wanted = new HashSet<>(Set.of(output));
    List<NodeProto> needed = new ArrayList<>();
    for (NodeProto node : nodes.reversed()) {
      if (node.getOutputList().stream().anyMatch(wanted::contains)) {
        Subgraphs.reads(node).filter(name -> !name.isEmpty()).forEach(wanted::add);
        needed.add(node);
      }
    }
    Collections.reverse(needed);
    return needed;
  }

  /**
   * Leaves aside what graphs within nodes read; {@link NodeImport} comes to it.
   *
   * @throws InvalidInputException if a node reads what is not there yet
   */
  void checkOrder(List<NodeProto> needed, Set<String> given) {
    Set<String> known = new HashSet<>(given);
    known.add(""); // an optional operand that is left out
    for (NodeProto node : needed) {
      for (String name : node.getInputList()) {
        if (!known.contains(name)) {
          throw unknown(node, name);
        }
      }
      known.addAll(node.getOutputList());
    }
  }

  private InvalidInputException unknown(NodeProto reader, String name) {
    NodeProto giver = givers.get(name);
    String why =
        giver == null
            ? ""
            : giver == reader
                ? ": only itself, so the graph is cyclic"
                : ": only %s, so the graph is cyclic or out of order".formatted(describe(giver));
    return new InvalidInputException(
        "model: %s reads '%s', which nothing before it gives%s"
            .formatted(describe(reader), name, why));
  }

  private String describe(NodeProto node) {
    return OperatorNode.describe(node, opset);
  }
}
