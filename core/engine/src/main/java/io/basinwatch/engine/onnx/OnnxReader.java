package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.onnx.operators.Operators;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.OperatorSetIdProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorShapeProto.Dimension;
import onnx.OnnxMl.TypeProto;
import onnx.OnnxMl.ValueInfoProto;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** Checks an ONNX file and takes it apart. */
final class OnnxReader {
  private static final int MIN_OPSET = 13;
  private static final int MAX_OPSET = 23;
  private static final Set<String> STANDARD_DOMAINS = Set.of("", "ai.onnx");

  private final ModelProto model;
  private final GraphProto graph;

  OnnxReader(ModelProto model) {
    this.model = model;
    this.graph = model.getGraph();
  }

  /**
   * @param file whole; the parsed model's tensors share its memory
   */
  static ModelProto parse(MemorySegment file) {
    String reason = "no graph with an output";
    try {
      CodedInputStream input = UnsafeByteOperations.unsafeWrap(file.asByteBuffer()).newCodedInput();
      input.enableAliasing(true);
      ModelProto model = ModelProto.parseFrom(input);
      if (model.hasGraph() && model.getGraph().getOutputCount() > 0) {
        return model;
      }
    } catch (IOException e) {
      reason = e.getMessage();
    }
    throw new InvalidInputException(
        "model: not an ONNX file, or truncated (%d bytes): %s".formatted(file.byteSize(), reason));
  }

  OnnxModel read() {
    int opset = opset();
    Map<String, TensorProto> initializers = initializers();
    String output = graph.getOutput(0).getName();
    List<NodeProto> nodes = needed(output);
    nodes.forEach(node -> Operators.require(node, opset));
    List<ModelInput> inputs =
        graph.getInputList().stream()
            .filter(input -> !initializers.containsKey(input.getName()))
            .map(OnnxReader::input)
            .toList();
    if (inputs.isEmpty()) {
      throw new InvalidInputException("model: it has no input");
    }
    return new OnnxModel(opset, inputs, initializers, nodes, output);
  }

  private int opset() {
    long version =
        model.getOpsetImportList().stream()
            .filter(opset -> STANDARD_DOMAINS.contains(opset.getDomain()))
            .mapToLong(OperatorSetIdProto::getVersion)
            .findFirst()
            .orElseThrow(
                () -> new InvalidInputException("model: it does not say which opset it has"));
    if (version < MIN_OPSET || version > MAX_OPSET) {
      throw new InvalidInputException(
          "model: opset %d is not supported; supported: %d to %d"
              .formatted(version, MIN_OPSET, MAX_OPSET));
    }
    return (int) version;
  }

  private Map<String, TensorProto> initializers() {
    if (graph.getSparseInitializerCount() > 0) {
      throw new InvalidInputException("model: sparse initializers are not supported");
    }
    Map<String, TensorProto> initializers = new LinkedHashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (initializers.put(tensor.getName(), tensor) != null) {
        throw new InvalidInputException(
            "model: initializer '%s' occurs twice".formatted(tensor.getName()));
      }
    }
    return initializers;
  }

  /** Nodes that lead to an output, in the file's order. */
  private List<NodeProto> needed(String output) {
    Set<String> wanted = new HashSet<>(Set.of(output));
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : graph.getNodeList().reversed()) {
      if (node.getOutputList().stream().anyMatch(wanted::contains)) {
        wanted.addAll(node.getInputList());
        nodes.add(node);
      }
    }
    Collections.reverse(nodes);
    return nodes;
  }

  private static ModelInput input(ValueInfoProto input) {
    String what = "input '%s'".formatted(input.getName());
    TypeProto.Tensor type = input.getType().getTensorType();
    if (!input.getType().hasTensorType()
        || !type.hasShape()
        || type.getShape().getDimCount() == 0) {
      throw new InvalidInputException(
          "model: %s is not a tensor whose first dimension counts samples".formatted(what));
    }
    return new ModelInput(
        input.getName(),
        ElementTypes.of(type.getElemType(), what),
        type.getShape().getDimList().stream()
            .map(dimension -> dimension(dimension, what))
            .toList());
  }

  private static OptionalInt dimension(Dimension dimension, String what) {
    long size = dimension.getDimValue();
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw new InvalidInputException("model: %s has a dimension of %d".formatted(what, size));
    }
    return size > 0 ? OptionalInt.of((int) size) : OptionalInt.empty();
  }
}
