package io.basinwatch.engine.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.FunctionProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.NodeProto;

/** One call of a function: its nodes with the call's operands, other names and attributes. */
final class FunctionCall {
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, AttributeProto> attributes;
  private final String prefix;
  private final IntConsumer written;

  /**
   * @param defaults of the function's attributes
   * @param prefix of names that are known within the function only
   * @param written is told the length of each name that is written
   */
  FunctionCall(
      NodeProto call,
      FunctionProto function,
      Map<String, AttributeProto> defaults,
      String prefix,
      IntConsumer written) {
    this.prefix = prefix;
    this.written = written;
    this.attributes = new HashMap<>(defaults);
    defaults.keySet().forEach(_ -> written.accept(0));
    call.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
    for (int i = 0; i < function.getInputCount(); i++) {
      put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
    }
    for (int i = 0; i < call.getOutputCount(); i++) {
      if (!call.getOutput(i).isEmpty()) { // else it has a name within the function only
        put(function.getOutput(i), call.getOutput(i));
      }
    }
  }

  private void put(String inner, String outer) {
    written.accept(0);
    names.put(inner, outer);
  }

  /** A node of the function. */
  NodeProto renamed(NodeProto node) {
    NodeProto.Builder renamed =
        node.toBuilder()
            .setName(counted(prefix + node.getName()))
            .clearInput()
            .clearOutput()
            .clearAttribute();
    node.getInputList().forEach(name -> renamed.addInput(outer(name)));
    node.getOutputList().forEach(name -> renamed.addOutput(outer(name)));
    for (AttributeProto attribute : node.getAttributeList()) {
      bound(attribute).ifPresent(renamed::addAttribute);
    }
    return renamed.build();
  }

  private void rename(GraphProto.Builder graph) {
    graph.getInputBuilderList().forEach(x -> x.setName(outer(x.getName())));
    graph.getOutputBuilderList().forEach(x -> x.setName(outer(x.getName())));
    graph.getInitializerBuilderList().forEach(x -> x.setName(outer(x.getName())));
    List<NodeProto> nodes = List.copyOf(graph.getNodeList());
    graph.clearNode();
    nodes.forEach(node -> graph.addNode(renamed(node)));
  }

  private String outer(String name) {
    return counted(name.isEmpty() ? name : names.getOrDefault(name, prefix + name));
  }

  private String counted(String name) {
    written.accept(name.length());
    return name;
  }

  /**
   * An attribute that stands for one of the call's is that one, or none; its graph has the names of
   * the call's surroundings.
   */
  private Optional<AttributeProto> bound(AttributeProto attribute) {
    written.accept(0);
    if (!attribute.getRefAttrName().isEmpty()) {
      return Optional.ofNullable(attributes.get(attribute.getRefAttrName()))
          .map(value -> value.toBuilder().setName(attribute.getName()).build());
    }
    if (!attribute.hasG()) {
      return Optional.of(attribute);
    }
    AttributeProto.Builder renamed = attribute.toBuilder();
    rename(renamed.getGBuilder());
    return Optional.of(renamed.build());
  }
}
