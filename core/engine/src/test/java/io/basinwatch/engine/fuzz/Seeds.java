package io.basinwatch.engine.fuzz;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.onnx.OperatorCases;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Good inputs to begin with: models that PyTorch exported, and one for each operator. */
final class Seeds {
  private static final int SAMPLES = OperatorCases.BATCH;

  private Seeds() {}

  static List<Subject> all() {
    List<Subject> seeds = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      seeds.add(golden(loss.label(), LossSpec.of(loss)));
    }
    seeds.add(golden("tokens", LossSpec.of(Loss.CROSS_ENTROPY)));
    seeds.add(golden("sequence", new LossSpec(Loss.CROSS_ENTROPY, OptionalLong.of(-100))));
    OperatorCases.all().map(Seeds::operator).forEach(seeds::add);
    return seeds;
  }

  private static Subject golden(String name, LossSpec loss) {
    return new Subject(
        name,
        resource(name + ".onnx"),
        resource(name + "-checkpoint.safetensors"),
        resource(name + "-probe.safetensors"),
        loss);
  }

  private static byte[] resource(String name) {
    try (InputStream file = Seeds.class.getResourceAsStream("/golden/" + name)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The operator's model, its constants in a checkpoint; its output, scaled and summed, is l. */
  private static Subject operator(OperatorCases.Case operator) {
    ModelProto.Builder model = parse(operator.model()).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.addInitializer(numbers("scale", DataType.FLOAT).addFloatData(1.5f));
    graph.addInitializer(numbers("axes-of-sum", DataType.INT64).addDims(1).addInt64Data(1));
    graph.addNode(node("Mul", "scaled", graph.getOutput(0).getName(), "scale"));
    graph.addNode(node("Flatten", "flat", "scaled"));
    graph.addNode(
        node("ReduceSum", "l", "flat", "axes-of-sum")
            .addAttribute(OnnxBuilder.attribute("keepdims", 0)));
    graph.getOutputBuilder(0).setName("l");
    int elements = OperatorCases.SAMPLE.stream().reduce(SAMPLES, Math::multiplyExact);
    float[] x = new float[elements];
    Random random = new Random(elements);
    for (int i = 0; i < elements; i++) {
      x[i] = (float) random.nextGaussian();
    }
    List<Integer> shape = new ArrayList<>(List.of(SAMPLES));
    shape.addAll(OperatorCases.SAMPLE);
    return new Subject(
        operator.name(),
        model.build().toByteArray(),
        Safetensors.write(checkpoint(model.getGraph())),
        Safetensors.write(TensorFile.of(Map.of("x", Tensor.ofFloats(shape, x)))),
        LossSpec.of(Loss.MODEL_OUTPUT));
  }

  private static TensorFile checkpoint(GraphProto graph) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      float[] values = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
      int elements =
          tensor.getDimsList().stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b);
      if (elements == values.length) {
        List<Integer> shape = tensor.getDimsList().stream().map(Long::intValue).toList();
        tensors.put(tensor.getName(), Tensor.ofFloats(shape, values));
      }
    }
    return TensorFile.of(tensors);
  }

  private static TensorProto.Builder numbers(String name, DataType type) {
    return TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
  }

  private static NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  static ModelProto parse(byte[] model) {
    try {
      return ModelProto.parseFrom(model);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
