package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation: extends a graph by the nodes of its gradient, which can be
 * differentiated again.
 */
public final class Gradients {
  private final GraphBuilder builder;
  private final Set<Node> active = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Node, List<Node>> parts = new IdentityHashMap<>(); // of each cotangent

  private Gradients(GraphBuilder builder) {
    this.builder = builder;
  }

  /**
   * The product of a cotangent with the Jacobian of a node.
   *
   * @param output what is differentiated
   * @param cotangent of the output, in its shape; the scalar 1 for the gradient of a scalar
   * @param variables with respect to which
   * @return one node for each variable, in its shape; zeros where the output does not depend on it
   */
  public static List<Node> of(
      GraphBuilder builder, Node output, Node cotangent, List<Node> variables) {
    return new Gradients(builder).differentiate(output, cotangent, variables);
  }

  private List<Node> differentiate(Node output, Node cotangent, List<Node> variables) {
    List<Node> order = Topology.order(List.of(output));
    active.addAll(variables);
    order.stream()
        .filter(node -> node.inputs().stream().anyMatch(active::contains))
        .forEach(active::add);
    parts.put(output, List.of(cotangent));
    order.reversed().stream().filter(parts::containsKey).forEach(this::propagate);
    return variables.stream().map(this::gradient).toList();
  }

  private void propagate(Node node) {
    Node cotangent = CotangentSum.of(builder, parts.get(node));
    parts.put(node, List.of(cotangent));
    int start = 0;
    for (int k = 0; k < node.inputs().size(); k++) {
      Node input = node.inputs().get(k);
      if (active.contains(input)) {
        Node part = DerivativeRules.cotangent(builder, node, cotangent, k, start);
        if (part != null) {
          parts.computeIfAbsent(input, _ -> new ArrayList<>()).add(part);
        }
      }
      start += DerivativeRules.length(node, k);
    }
  }

  private Node gradient(Node variable) {
    List<Node> own = parts.get(variable);
    return own == null ? builder.filled(0, variable.shape()) : CotangentSum.of(builder, own);
  }
}
