package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.onnx.operators.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.FunctionProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.OperatorSetIdProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Writes a model's own functions out where they are called, with names of their own. */
final class LocalFunctions {
  /** Calls within calls; a function that calls itself comes to it. */
  private static final int DEEPEST = 32;

  /** Of FunctionProto's {@code attribute_proto}, which the schema at hand does not know. */
  private static final int DEFAULT_ATTRIBUTES = 11;

  private final Map<String, FunctionProto> functions = new HashMap<>();
  private final int opset;
  private final ModelLimits limits;
  private int nodes;
  private int calls;

  private LocalFunctions(ModelProto model, int opset, ModelLimits limits) {
    this.opset = opset;
    this.limits = limits;
    for (FunctionProto function : model.getFunctionsList()) {
      String key = key(function.getDomain(), function.getName());
      if (functions.put(key, function) != null) {
        throw new InvalidInputException("model: function '%s' occurs twice".formatted(key));
      }
    }
  }

  /** The graph's nodes without a call of one of its functions. */
  static List<NodeProto> inline(ModelProto model, int opset, ModelLimits limits) {
    List<NodeProto> own = model.getGraph().getNodeList();
    if (model.getFunctionsCount() == 0) {
      return own;
    }
    return new LocalFunctions(model, opset, limits).written(own, 0);
  }

  private List<NodeProto> written(List<NodeProto> nodes, int depth) {
    List<NodeProto> written = new ArrayList<>();
    nodes.forEach(node -> add(node, depth, written));
    return written;
  }

  private static String key(String domain, String name) {
    return domain + "." + name;
  }

  private void add(NodeProto node, int depth, List<NodeProto> written) {
    FunctionProto function = functions.get(key(node.getDomain(), node.getOpType()));
    if (function != null) {
      inline(node, function, depth, written);
    } else if (++nodes <= limits.nodes()) {
      written.add(
          Subgraphs.replaced(
              node,
              graph -> {
                List<NodeProto> inner = written(List.copyOf(graph.getNodeList()), depth);
                graph.clearNode().addAllNode(inner);
              }));
    } else {
      throw new InvalidInputException(
          "model: with its functions written out it has more than %d nodes; the setting %s allows no more"
              .formatted(limits.nodes(), ModelLimits.NODES));
    }
  }

  private void inline(NodeProto call, FunctionProto function, int depth, List<NodeProto> written) {
    if (depth == DEEPEST || ++calls > limits.nodes()) {
      throw invalid(function, "its calls go too deep, or around in a circle");
    }
    checkOpset(function);
    if (call.getInputCount() > function.getInputCount()
        || call.getOutputCount() > function.getOutputCount()) {
      throw invalid(function, "it is called with more operands than it has");
    }
    String prefix = "%s#%d/".formatted(call.getOpType(), calls);
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < function.getInputCount(); i++) {
      names.put(function.getInput(i), i < call.getInputCount() ? call.getInput(i) : "");
    }
    for (int i = 0; i < call.getOutputCount(); i++) {
      if (!call.getOutput(i).isEmpty()) { // else it has a name within the function only
        names.put(function.getOutput(i), call.getOutput(i));
      }
    }
    Map<String, AttributeProto> attributes = attributes(call, function);
    for (NodeProto node : function.getNodeList()) {
      add(renamed(node, names, prefix, attributes), depth + 1, written);
    }
  }

  private void checkOpset(FunctionProto function) {
    for (OperatorSetIdProto needed : function.getOpsetImportList()) {
      boolean standard = Operators.STANDARD_DOMAINS.contains(needed.getDomain());
      if (standard && needed.getVersion() != opset) {
        throw invalid(
            function, "it is of opset %d, the model of %d".formatted(needed.getVersion(), opset));
      }
    }
  }

  /** The function's defaults, then what the call says. */
  private static Map<String, AttributeProto> attributes(NodeProto call, FunctionProto function) {
    Map<String, AttributeProto> attributes = new HashMap<>();
    try {
      for (ByteString bytes :
          function.getUnknownFields().getField(DEFAULT_ATTRIBUTES).getLengthDelimitedList()) {
        AttributeProto attribute = AttributeProto.parseFrom(bytes);
        attributes.put(attribute.getName(), attribute);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(
          "model: function '%s': its attributes cannot be read".formatted(function.getName()), e);
    }
    call.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
    return attributes;
  }

  private static NodeProto renamed(
      NodeProto node,
      Map<String, String> names,
      String prefix,
      Map<String, AttributeProto> attributes) {
    NodeProto.Builder renamed =
        node.toBuilder()
            .setName(prefix + node.getName())
            .clearInput()
            .clearOutput()
            .clearAttribute();
    node.getInputList().forEach(name -> renamed.addInput(inner(name, names, prefix)));
    node.getOutputList().forEach(name -> renamed.addOutput(inner(name, names, prefix)));
    for (AttributeProto attribute : node.getAttributeList()) {
      bound(attribute, attributes).ifPresent(renamed::addAttribute);
    }
    return Subgraphs.replaced(renamed.build(), graph -> rename(graph, names, prefix, attributes));
  }

  private static void rename(
      GraphProto.Builder graph,
      Map<String, String> names,
      String prefix,
      Map<String, AttributeProto> attributes) {
    graph.getInputBuilderList().forEach(x -> x.setName(inner(x.getName(), names, prefix)));
    graph.getOutputBuilderList().forEach(x -> x.setName(inner(x.getName(), names, prefix)));
    graph.getInitializerBuilderList().forEach(x -> x.setName(inner(x.getName(), names, prefix)));
    List<NodeProto> nodes = List.copyOf(graph.getNodeList());
    graph.clearNode();
    nodes.forEach(node -> graph.addNode(renamed(node, names, prefix, attributes)));
  }

  private static String inner(String name, Map<String, String> names, String prefix) {
    return name.isEmpty() ? name : names.getOrDefault(name, prefix + name);
  }

  /** An attribute that stands for one of the call's is that one, or none. */
  private static Optional<AttributeProto> bound(
      AttributeProto attribute, Map<String, AttributeProto> attributes) {
    if (attribute.getRefAttrName().isEmpty()) {
      return Optional.of(attribute);
    }
    return Optional.ofNullable(attributes.get(attribute.getRefAttrName()))
        .map(value -> value.toBuilder().setName(attribute.getName()).build());
  }

  private static InvalidInputException invalid(FunctionProto function, String what) {
    return new InvalidInputException(
        "model: function '%s': %s".formatted(key(function.getDomain(), function.getName()), what));
  }
}
