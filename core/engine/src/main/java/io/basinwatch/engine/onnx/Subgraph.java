package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.onnx.operators.Body;
import io.basinwatch.engine.onnx.operators.TensorOrSequence;
import java.util.ArrayList;
import java.util.List;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ValueInfoProto;

/** A graph within a node. It reads its own values and those of the graphs around it. */
final class Subgraph implements Body {
  private final GraphProto graph;
  private final NodeImport constants;

  Subgraph(GraphProto graph, NodeImport outer) {
    this.graph = graph;
    this.constants = outer.within();
    graph.getInitializerList().forEach(constants::defineConstant);
  }

  @Override
  public List<TensorOrSequence> apply(List<TensorOrSequence> operands) {
    if (operands.size() != graph.getInputCount()) {
      throw new IllegalArgumentException(
          "graph '%s' in it has %d inputs, not %d"
              .formatted(graph.getName(), graph.getInputCount(), operands.size()));
    }
    NodeImport values = constants.within();
    for (int i = 0; i < operands.size(); i++) {
      values.define(graph.getInput(i).getName(), operands.get(i));
    }
    graph.getNodeList().forEach(values::evaluate);
    List<TensorOrSequence> outputs = new ArrayList<>();
    for (ValueInfoProto output : graph.getOutputList()) {
      outputs.add(
          values
              .find(output.getName())
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          "model: nothing gives output '%s' of graph '%s'"
                              .formatted(output.getName(), graph.getName()))));
    }
    return outputs;
  }
}
