package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.onnx.operators.Operators;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** Checks an ONNX file and takes it apart. */
final class OnnxReader {
  private static final int MIN_OPSET = 13;
  private static final int MAX_OPSET = 23;

  private final ModelProto model;
  private final GraphProto graph;
  private final ExternalData external;
  private final ModelLimits limits;

  private OnnxReader(ModelProto model, ExternalData external, ModelLimits limits) {
    this.model = model;
    this.graph = model.getGraph();
    this.external = external;
    this.limits = limits;
  }

  /**
   * @param file whole; the model's tensors share its memory
   */
  static OnnxModel read(MemorySegment file, ExternalData external, ModelLimits limits) {
    return new OnnxReader(parse(file, limits), external, limits).read();
  }

  private static ModelProto parse(MemorySegment file, ModelLimits limits) {
    String reason = "no graph with an output";
    try {
      if (file.byteSize() > Integer.MAX_VALUE) {
        throw new IOException("more than 2 GiB");
      }
      ByteString bytes = UnsafeByteOperations.unsafeWrap(file.asByteBuffer());
      WireScan.check(bytes, limits);
      CodedInputStream input = bytes.newCodedInput();
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

  private OnnxModel read() {
    int opset = opset();
    Map<String, TensorProto> initializers = initializers();
    List<ModelInput> inputs = inputs(initializers.keySet());
    Set<String> given = new HashSet<>(initializers.keySet());
    inputs.forEach(input -> given.add(input.name()));
    String output = graph.getOutput(0).getName();
    GraphStructure structure =
        new GraphStructure(LocalFunctions.inline(model, opset, limits), given, opset);
    List<NodeProto> nodes = structure.leadingTo(output);
    nodes.forEach(node -> Operators.require(node, opset));
    structure.checkOrder(nodes, given);
    return new OnnxModel(opset, inputs, initializers, nodes, output, metadata(), external, limits);
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new HashMap<>();
    model.getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
    return metadata;
  }

  private List<ModelInput> inputs(Set<String> initializers) {
    List<ModelInput> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ValueInfoProto input : graph.getInputList()) {
      if (!names.add(input.getName())) {
        throw new InvalidInputException(
            "model: input '%s' occurs twice".formatted(input.getName()));
      }
      if (!initializers.contains(input.getName())) {
        inputs.add(input(input));
      }
    }
    if (inputs.isEmpty()) {
      throw new InvalidInputException("model: it has no input");
    }
    return inputs;
  }

  private int opset() {
    List<Long> versions =
        model.getOpsetImportList().stream()
            .filter(opset -> Operators.STANDARD_DOMAINS.contains(opset.getDomain()))
            .map(OperatorSetIdProto::getVersion)
            .distinct()
            .toList();
    if (versions.isEmpty()) {
      throw new InvalidInputException("model: it does not say which opset it has");
    }
    long version = versions.getFirst();
    if (versions.size() > 1) {
      throw new InvalidInputException(
          "model: it says that it has opset %d and opset %d".formatted(version, versions.get(1)));
    }
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
      external.check(tensor, "initializer '%s'".formatted(tensor.getName()));
    }
    return initializers;
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
        type.getElemType() == TensorProto.DataType.BOOL_VALUE,
        type.getShape().getDimList().stream()
            .map(dimension -> dimension(dimension, what))
            .toList());
  }

  private static OptionalInt dimension(Dimension dimension, String what) {
    if (!dimension.hasDimValue()) {
      return OptionalInt.empty();
    }
    long size = dimension.getDimValue();
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new InvalidInputException("model: %s has a dimension of %d".formatted(what, size));
    }
    return OptionalInt.of((int) size);
  }
}
