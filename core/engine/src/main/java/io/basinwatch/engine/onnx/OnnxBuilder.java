package io.basinwatch.engine.onnx;

import io.basinwatch.engine.safetensors.Tensor;
import java.util.Arrays;
import java.util.List;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.AttributeProto.AttributeType;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.OperatorSetIdProto;
import onnx.OnnxMl.StringStringEntryProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;
import onnx.OnnxMl.TensorShapeProto;
import onnx.OnnxMl.TypeProto;
import onnx.OnnxMl.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Builds small ONNX models.
 *
 * <pre>{@code
 * byte[] model = OnnxBuilder.create()
 *     .input("x", List.of(64))
 *     .initializer("fc.weight", List.of(10, 64), weights)
 *     .initializer("fc.bias", List.of(10), biases)
 *     .node("Gemm", List.of("x", "fc.weight", "fc.bias"), "logits", OnnxBuilder.attribute("transB", 1))
 *     .output("logits")
 *     .build();
 * }</pre>
 */
public final class OnnxBuilder {
  private static final int OPSET = 20;
  private static final int IR_VERSION = 9;
  private static final String BATCH = "batch";

  private final ModelProto.Builder model = ModelProto.newBuilder();
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("model");
  private int opset = OPSET;

  private OnnxBuilder() {}

  public static OnnxBuilder create() {
    return new OnnxBuilder();
  }

  public OnnxBuilder opset(int version) {
    this.opset = version;
    return this;
  }

  /** Free text about the model. */
  public OnnxBuilder metadata(String key, String value) {
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    return this;
  }

  /**
   * A float input with an open number of samples.
   *
   * @param sampleShape dimensions after the first
   */
  public OnnxBuilder input(String name, List<Integer> sampleShape) {
    return input(name, DataType.FLOAT, symbolicBatch(), sampleShape);
  }

  /** A float input with a fixed number of samples. */
  public OnnxBuilder fixedInput(String name, int batch, List<Integer> sampleShape) {
    return input(name, DataType.FLOAT, dimension(batch), sampleShape);
  }

  /** An input of 64-bit integers with an open number of samples. */
  public OnnxBuilder integerInput(String name, List<Integer> sampleShape) {
    return input(name, DataType.INT64, symbolicBatch(), sampleShape);
  }

  /**
   * An input of a graph within a node.
   *
   * @param shape all of its dimensions
   */
  public OnnxBuilder bodyInput(String name, DataType type, List<Integer> shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    shape.forEach(size -> dimensions.addDim(dimension(size)));
    graph.addInput(value(name, type).toBuilder().setType(tensorType(type, dimensions)));
    return this;
  }

  /** An input of a graph within a node that is a list of float tensors. */
  public OnnxBuilder sequenceInput(String name) {
    graph.addInput(sequence(name));
    return this;
  }

  private OnnxBuilder input(
      String name, DataType type, TensorShapeProto.Dimension batch, List<Integer> sampleShape) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().addDim(batch);
    sampleShape.forEach(size -> shape.addDim(dimension(size)));
    graph.addInput(value(name, type).toBuilder().setType(tensorType(type, shape)));
    return this;
  }

  /** A float tensor: a parameter where a checkpoint has one of its name, else a constant. */
  public OnnxBuilder initializer(String name, List<Integer> shape, float... values) {
    TensorProto.Builder tensor = tensor(name, DataType.FLOAT, shape);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** A tensor of any type, as raw bytes. */
  public OnnxBuilder initializer(String name, Tensor tensor) {
    DataType type =
        switch (tensor.type()) {
          case F32 -> DataType.FLOAT;
          case F16 -> DataType.FLOAT16;
          case BF16 -> DataType.BFLOAT16;
          case F64 -> DataType.DOUBLE;
          case I64 -> DataType.INT64;
          case I32 -> DataType.INT32;
          case I16 -> DataType.INT16;
          case I8 -> DataType.INT8;
          case U32 -> DataType.UINT32;
          case U16 -> DataType.UINT16;
          case U8 -> DataType.UINT8;
          case BOOL -> DataType.BOOL;
          default -> throw new IllegalArgumentException("" + tensor.type());
        };
    graph.addInitializer(
        tensor(name, type, tensor.shape()).setRawData(ByteString.copyFrom(tensor.data())));
    return this;
  }

  /** A float parameter whose numbers only the checkpoint has. */
  public OnnxBuilder parameter(String name, List<Integer> shape) {
    graph.addInitializer(tensor(name, DataType.FLOAT, shape));
    return this;
  }

  /** A tensor of 64-bit integers. */
  public OnnxBuilder integers(String name, List<Integer> shape, long... values) {
    TensorProto.Builder tensor = tensor(name, DataType.INT64, shape);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** A tensor of 32-bit integers. */
  public OnnxBuilder integers32(String name, List<Integer> shape, int... values) {
    TensorProto.Builder tensor = tensor(name, DataType.INT32, shape);
    for (int value : values) {
      tensor.addInt32Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** A node with one output; an empty name stands for an optional input that is left out. */
  public OnnxBuilder node(
      String operator, List<String> inputs, String output, AttributeProto... attributes) {
    return node(operator, inputs, List.of(output), attributes);
  }

  /** A node with several outputs; an empty name stands for one that nothing reads. */
  public OnnxBuilder node(
      String operator, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(String.join("", outputs))
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(Arrays.asList(attributes)));
    return this;
  }

  /** A float output; the first one counts. */
  public OnnxBuilder output(String name) {
    return output(name, DataType.FLOAT);
  }

  public OnnxBuilder output(String name, DataType type) {
    graph.addOutput(value(name, type));
    return this;
  }

  /** An output of a graph within a node that is a list of float tensors. */
  public OnnxBuilder sequenceOutput(String name) {
    graph.addOutput(sequence(name));
    return this;
  }

  /** The graph alone, for a node that has one as an attribute. */
  public GraphProto graph() {
    return graph.build();
  }

  /** The file. */
  public byte[] build() {
    return model
        .clone()
        .setIrVersion(IR_VERSION)
        .setProducerName("basinwatch")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  public static AttributeProto attribute(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  public static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  public static AttributeProto attribute(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  public static AttributeProto attribute(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  public static AttributeProto texts(String name, List<String> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRINGS)
        .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList())
        .build();
  }

  public static AttributeProto reals(String name, List<Float> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOATS)
        .addAllFloats(values)
        .build();
  }

  private static TensorProto.Builder tensor(String name, DataType type, List<Integer> shape) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addAllDims(shape.stream().map(Integer::longValue).toList());
  }

  private static ValueInfoProto value(String name, DataType type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber())))
        .build();
  }

  private static ValueInfoProto sequence(String name) {
    ValueInfoProto element = value(name, DataType.FLOAT);
    return element.toBuilder()
        .setType(
            TypeProto.newBuilder()
                .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(element.getType())))
        .build();
  }

  private static TypeProto tensorType(DataType type, TensorShapeProto.Builder shape) {
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape))
        .build();
  }

  private static TensorShapeProto.Dimension symbolicBatch() {
    return TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH).build();
  }

  private static TensorShapeProto.Dimension dimension(int size) {
    return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
  }
}
