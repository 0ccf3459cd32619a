package io.basinwatch.engine.graph;

import java.util.List;

/**
 * A model at one batch size, ready to be differentiated.
 *
 * @param builder that made its nodes
 * @param output (batch, ...)
 * @param parameters in the layout's order, each an {@code Operation.Parameter}
 * @param realInputs its floating-point inputs (batch, ...) in the model's order
 */
public record Forward(
    GraphBuilder builder, Node output, List<Node> parameters, List<Node> realInputs) {

  public Forward {
    parameters = List.copyOf(parameters);
    realInputs = List.copyOf(realInputs);
  }
}
