package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.onnx.operators.Operators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.FunctionProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.OperatorSetIdProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.MessageOrBuilder;

/** Writes a model's own functions out where they are called, with names of their own. */
final class LocalFunctions {
  /** Calls within calls; a function that calls itself comes to it. */
  private static final int DEEPEST = 32;

  /** Of all names in the written functions, for each node that a model may have. */
  private static final int CHARACTERS_PER_NODE = 1000;

  /** What a name takes besides its characters. */
  private static final int CHARACTERS_PER_NAME = 16;

  // Fields that the schema at hand does not know.
  private static final int DEFAULT_ATTRIBUTES = 11; // FunctionProto's attribute_proto
  private static final int FUNCTION_OVERLOAD = 13;
  private static final int NODE_OVERLOAD = 8;

  private record Key(String domain, String name, String overload) {
    static Key of(FunctionProto function) {
      return new Key(function.getDomain(), function.getName(), text(function, FUNCTION_OVERLOAD));
    }

    static Key of(NodeProto node) {
      return new Key(node.getDomain(), node.getOpType(), text(node, NODE_OVERLOAD));
    }

    private static String text(MessageOrBuilder message, int field) {
      List<ByteString> texts = message.getUnknownFields().getField(field).getLengthDelimitedList();
      return texts.isEmpty() ? "" : texts.getLast().toStringUtf8();
    }

    @Override
    public String toString() {
      return domain + "." + name + (overload.isEmpty() ? "" : ":" + overload);
    }
  }

  private final Map<Key, FunctionProto> functions = new HashMap<>();
  private final Map<FunctionProto, Map<String, AttributeProto>> defaults = new IdentityHashMap<>();
  private final int opset;
  private final ModelLimits limits;
  private int nodes;
  private int calls;
  private long characters;

  private LocalFunctions(ModelProto model, int opset, ModelLimits limits) {
    this.opset = opset;
    this.limits = limits;
    for (FunctionProto function : model.getFunctionsList()) {
      Key key = Key.of(function);
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
    return new LocalFunctions(model, opset, limits).written(own, 0, 1);
  }

  /**
   * @param depth calls around the nodes
   * @param graphs around them
   */
  private List<NodeProto> written(List<NodeProto> nodes, int depth, int graphs) {
    WireScan.requireDepth(graphs);
    List<NodeProto> written = new ArrayList<>();
    nodes.forEach(node -> add(node, depth, graphs, written));
    return written;
  }

  private void add(NodeProto node, int depth, int graphs, List<NodeProto> written) {
    FunctionProto function = functions.get(Key.of(node));
    if (function != null) {
      inline(node, function, depth, graphs, written);
    } else if (++nodes <= limits.nodes()) {
      written.add(
          Subgraphs.replaced(
              node,
              graph -> {
                List<NodeProto> inner =
                    written(List.copyOf(graph.getNodeList()), depth, graphs + 1);
                graph.clearNode().addAllNode(inner);
              }));
    } else {
      throw tooMuch(limits.nodes(), "nodes");
    }
  }

  private void inline(
      NodeProto node, FunctionProto function, int depth, int graphs, List<NodeProto> written) {
    if (depth == DEEPEST || ++calls > limits.nodes()) {
      throw invalid(function, "its calls go too deep, or around in a circle");
    }
    checkOpset(function);
    if (node.getInputCount() > function.getInputCount()
        || node.getOutputCount() > function.getOutputCount()) {
      throw invalid(function, "it is called with more operands than it has");
    }
    String prefix = "%s#%d/".formatted(node.getOpType(), calls);
    FunctionCall call =
        new FunctionCall(
            node,
            function,
            defaults.computeIfAbsent(function, LocalFunctions::defaults),
            prefix,
            this::count);
    for (NodeProto inner : function.getNodeList()) {
      add(call.renamed(inner), depth + 1, graphs, written);
    }
  }

  /** A few calls of few functions can stand for any number of names, of any length. */
  private void count(int length) {
    characters += CHARACTERS_PER_NAME + length;
    long limit = (long) CHARACTERS_PER_NODE * limits.nodes();
    if (characters > limit) {
      throw tooMuch(limit, "characters of names");
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

  private static Map<String, AttributeProto> defaults(FunctionProto function) {
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
    return attributes;
  }

  private InvalidInputException tooMuch(long limit, String what) {
    return new InvalidInputException(
        "model: with its functions written out it has more than %d %s; the setting %s allows no more"
            .formatted(limit, what, ModelLimits.NODES));
  }

  private static InvalidInputException invalid(FunctionProto function, String what) {
    return new InvalidInputException("model: function '%s': %s".formatted(Key.of(function), what));
  }
}
