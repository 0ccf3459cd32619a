package io.basinwatch.engine.fuzz;

import io.basinwatch.engine.onnx.OnnxBuilder;
import java.util.List;
import java.util.Random;
import onnx.OnnxMl.FunctionProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.ValueInfoProto;

/** Puts a node of a model into functions that call each other, within graphs or without. */
final class FunctionMutator {
  private static final String DOMAIN = "mine";
  private static final String CONDITION = "condition";

  private final Random random;

  FunctionMutator(Random random) {
    this.random = random;
  }

  void within(ModelProto.Builder model) {
    GraphProto.Builder graph = model.getGraphBuilder();
    if (graph.getNodeCount() == 0) {
      return;
    }
    int place = random.nextInt(graph.getNodeCount());
    NodeProto node = graph.getNode(place);
    String name = "f".repeat(random.nextBoolean() ? 1 : 1 << random.nextInt(16));
    int depth = 1 + random.nextInt(random.nextBoolean() ? 3 : 40);
    int calls = 1 + random.nextInt(3);
    int graphs = random.nextInt(3) == 0 ? random.nextInt(32) : 0;
    for (int i = 0; i < depth; i++) {
      NodeProto next = i + 1 < depth ? call(node, name + (i + 1)) : node;
      FunctionProto.Builder function =
          FunctionProto.newBuilder()
              .setDomain(DOMAIN)
              .setName(name + i)
              .addAllInput(node.getInputList().stream().distinct().toList())
              .addAllOutput(node.getOutputList())
              .addNode(condition())
              .addNode(inGraphs(next, graphs));
      for (int k = 1; k < calls; k++) {
        function.addNode(again(next, k));
      }
      model.addFunctions(function);
    }
    graph.setNode(place, call(node, name + 0));
  }

  private static NodeProto call(NodeProto node, String function) {
    List<String> inputs = node.getInputList().stream().distinct().toList();
    return node.toBuilder()
        .setDomain(DOMAIN)
        .setOpType(function)
        .clearAttribute()
        .clearInput()
        .addAllInput(inputs)
        .build();
  }

  /** The same with outputs that nothing reads. */
  private static NodeProto again(NodeProto node, int number) {
    NodeProto.Builder other = node.toBuilder();
    for (int i = 0; i < node.getOutputCount(); i++) {
      other.setOutput(i, node.getOutput(i) + "-" + number);
    }
    return other.build();
  }

  private static NodeProto condition() {
    return NodeProto.newBuilder()
        .setOpType("Constant")
        .addOutput(CONDITION)
        .addAttribute(OnnxBuilder.attribute("value_int", 1))
        .build();
  }

  private static NodeProto inGraphs(NodeProto node, int graphs) {
    NodeProto inner = node;
    for (int i = 0; i < graphs; i++) {
      GraphProto.Builder branch = GraphProto.newBuilder().addNode(inner);
      inner
          .getOutputList()
          .forEach(output -> branch.addOutput(ValueInfoProto.newBuilder().setName(output)));
      inner =
          NodeProto.newBuilder()
              .setOpType("If")
              .addInput(CONDITION)
              .addAllOutput(node.getOutputList())
              .addAttribute(OnnxBuilder.attribute("then_branch", branch.build()))
              .addAttribute(OnnxBuilder.attribute("else_branch", GraphProto.getDefaultInstance()))
              .build();
    }
    return inner;
  }
}
