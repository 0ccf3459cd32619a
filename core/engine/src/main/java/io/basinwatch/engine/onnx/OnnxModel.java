package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.graph.TensorData;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.Message;

/** A checked ONNX file: what its first output needs, and nothing else. */
public final class OnnxModel {
  private final int opset;
  private final List<ModelInput> inputs;
  private final Map<String, TensorProto> initializers;
  private final List<NodeProto> nodes;
  private final String output;
  private final Map<String, String> metadata;
  private final ExternalData external;
  private final ModelLimits limits;
  private final Map<String, TensorData> constants = new ConcurrentHashMap<>();

  OnnxModel(
      int opset,
      List<ModelInput> inputs,
      Map<String, TensorProto> initializers,
      List<NodeProto> nodes,
      String output,
      Map<String, String> metadata,
      ExternalData external,
      ModelLimits limits) {
    this.opset = opset;
    this.inputs = List.copyOf(inputs);
    this.initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
    this.nodes = List.copyOf(nodes);
    this.output = output;
    this.metadata = Map.copyOf(metadata);
    this.external = external;
    this.limits = limits;
  }

  /**
   * @throws InvalidInputException if it is not an ONNX model that can be imported
   */
  public static OnnxModel read(byte[] file) {
    return read(MemorySegment.ofArray(file), Optional.empty(), ModelLimits.DEFAULT);
  }

  /**
   * @param file whole; the model's tensors share its memory
   * @param folder in which numbers may lie that the file does not have itself
   * @throws InvalidInputException if it is not an ONNX model that can be imported
   */
  public static OnnxModel read(MemorySegment file, Optional<Path> folder, ModelLimits limits) {
    return OnnxReader.read(file, new ExternalData(folder), limits);
  }

  /** What it may ask for. */
  public ModelLimits limits() {
    return limits;
  }

  public int opset() {
    return opset;
  }

  /** What a probe has to give, in the model's order. */
  public List<ModelInput> inputs() {
    return inputs;
  }

  /** Parameters, buffers and constants by name. */
  public Map<String, TensorProto> initializers() {
    return initializers;
  }

  /** In order of evaluation. */
  List<NodeProto> nodes() {
    return nodes;
  }

  /** Name of the output that counts: the first. */
  String output() {
    return output;
  }

  /** Free text by key. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Names of running statistics, which are buffers whatever the checkpoint says. */
  public List<String> runningStatistics() {
    return nodes.stream()
        .flatMap(Subgraphs::nodes)
        .filter(node -> node.getOpType().equals("BatchNormalization"))
        .filter(node -> node.getInputCount() == 5)
        .flatMap(node -> node.getInputList().subList(3, 5).stream())
        .toList();
  }

  /**
   * The same without the numbers of initializers that come from elsewhere, and without the memory
   * of the file that has them.
   */
  public OnnxModel withoutNumbers(Set<String> names) {
    if (initializers.keySet().stream().noneMatch(name -> names.contains(name) && hasData(name))) {
      return this;
    }
    Map<String, TensorProto> own = new LinkedHashMap<>();
    initializers.forEach(
        (name, tensor) -> own.put(name, names.contains(name) ? empty(tensor) : copy(tensor)));
    return new OnnxModel(
        opset,
        inputs,
        own,
        nodes.stream().map(OnnxModel::copy).toList(),
        output,
        metadata,
        external,
        limits);
  }

  private boolean hasData(String name) {
    return TensorProtos.hasData(initializers.get(name));
  }

  private static TensorProto empty(TensorProto tensor) {
    return TensorProto.newBuilder()
        .setName(tensor.getName())
        .setDataType(tensor.getDataType())
        .addAllDims(tensor.getDimsList())
        .build();
  }

  /** In memory of its own. */
  @SuppressWarnings("unchecked")
  private static <M extends Message> M copy(M message) {
    try {
      return (M) message.getParserForType().parseFrom(message.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the numbers of an initializer are there without a checkpoint. */
  public boolean hasNumbers(String name) {
    TensorProto tensor = initializers.get(name);
    return TensorProtos.hasData(tensor) || external.isReadable(tensor);
  }

  /** Where numbers are that the file does not have itself. */
  ExternalData external() {
    return external;
  }

  /** The numbers of an initializer as the file has them. */
  public TensorData constant(String name) {
    return constants.computeIfAbsent(name, this::read);
  }

  private TensorData read(String name) {
    String what = "initializer '%s'".formatted(name);
    TensorProto tensor = external.resolve(initializers.get(name), what);
    int elements = TensorProtos.shape(tensor, what).elements();
    if (elements > limits.constantElements()) {
      throw new InvalidInputException(
          "model: %s is not in the checkpoint and has %d numbers; the setting %s allows %d"
              .formatted(what, elements, ModelLimits.CONSTANT_ELEMENTS, limits.constantElements()));
    }
    return TensorProtos.read(tensor, what);
  }
}
