package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.onnx.operators.OperatorNode;
import io.basinwatch.engine.onnx.operators.Operators;
import io.basinwatch.engine.onnx.operators.ValueFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import onnx.OnnxMl.NodeProto;

/** Writes ONNX nodes in the graph's own operations, one after the other, and knows their values. */
final class NodeImport {
  private final GraphBuilder builder;
  private final int opset;
  private final Function<String, Node> initializers;
  private final Map<String, Node> values = new HashMap<>();
  private final ValueFacts facts = new ValueFacts();

  /**
   * @param initializers gives the constant of a name, or null
   */
  NodeImport(GraphBuilder builder, int opset, Function<String, Node> initializers) {
    this.builder = builder;
    this.opset = opset;
    this.initializers = initializers;
  }

  void define(String name, Node value) {
    values.put(name, value);
  }

  /** A value of zeros and ones that the model calls BOOL. */
  void defineTruth(String name, Node value) {
    values.put(name, value);
    facts.addTruth(name);
  }

  void evaluate(NodeProto node) {
    List<Node> inputs = new ArrayList<>();
    for (String name : node.getInputList()) {
      boolean absent = name.isEmpty() || facts.sequence(name) != null;
      inputs.add(absent ? null : operand(name, node));
    }
    OperatorNode operator = new OperatorNode(builder, node, opset, inputs, facts);
    List<Node> outputs = Operators.apply(operator);
    facts.follow(node);
    for (int i = 0; i < outputs.size() && i < node.getOutputCount(); i++) {
      values.put(node.getOutput(i), outputs.get(i));
    }
  }

  /** A value, or null where nothing gives it. */
  Node value(String name) {
    Node value = values.get(name);
    if (value == null) {
      value = initializers.apply(name);
      values.put(name, value);
    }
    return value;
  }

  /** A list of tensors, which only the import knows, or null. */
  List<Node> sequence(String name) {
    return facts.sequence(name);
  }

  private Node operand(String name, NodeProto reader) {
    Node value = value(name);
    if (value == null) {
      throw new InvalidInputException(
          "model: %s reads '%s', which nothing before it gives"
              .formatted(OperatorNode.describe(reader, opset), name));
    }
    return value;
  }
}
