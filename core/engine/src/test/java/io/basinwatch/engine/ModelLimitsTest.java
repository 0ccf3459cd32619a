package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.AttributeProto.AttributeType;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.TensorProto;
import org.junit.jupiter.api.Test;

class ModelLimitsTest {

  /** x (., 3) and w (3) through a chain of nodes: y(k + 1) = y(k) * w. */
  private static byte[] chain(int length) {
    OnnxBuilder builder =
        OnnxBuilder.create().input("x", List.of(3)).parameter("w", List.of(3)).output("y" + length);
    String last = "x";
    for (int i = 1; i <= length; i++) {
      builder.node("Mul", List.of(last, "w"), "y" + i);
      last = "y" + i;
    }
    return builder.build();
  }

  private static double loss(byte[] model, ModelLimits limits) {
    Map<String, Tensor> probe =
        Map.of(
            "x", Tensor.ofFloats(List.of(2, 3), 1, 2, 3, 4, 5, 6),
            "target", Tensor.ofFloats(List.of(2, 3), new float[6]));
    try (LossFunction function =
        LossFunctions.compile(
            Model.read(MemorySegment.ofArray(model), limits),
            TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(3), 1, 1, 1))),
            LossSpec.of(Loss.SQUARED_ERROR),
            TensorFile.of(probe),
            EngineOptions.DEFAULT)) {
      ParameterVector gradient = function.zeros();
      return function.gradient(function.checkpoint(), Minibatch.whole(2), gradient);
    }
  }

  private static ModelLimits limits(String name, String value) {
    return ModelLimits.of(Map.of(name, value, "llc.draws", "3"));
  }

  private static void refused(byte[] model, ModelLimits limits, String message) {
    assertThatThrownBy(() -> loss(model, limits))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void aChainOfManyNodesIsNoProblem() {
    assertThat(loss(chain(5_000), ModelLimits.DEFAULT)).isEqualTo(91. / 4);
  }

  @Test
  void nodesAreLimited() {
    String message = "model: it has more than 50 nodes; the setting model.max-nodes allows no more";
    refused(chain(51), limits("model.max-nodes", "50"), message);
    refused(
        chain(150_000),
        ModelLimits.DEFAULT,
        "model: it has more than 100000 nodes; the setting model.max-nodes allows no more");
  }

  @Test
  void operationsAreLimited() {
    refused(
        chain(40),
        limits("model.max-operations", "60"),
        "model: its graph has more than 60 operations; the setting model.max-operations allows no"
            + " more");
  }

  @Test
  void memoryIsLimited() {
    refused(
        chain(3),
        limits("model.max-memory-bytes", "10"),
        "model: its gradient takes 448 bytes of working memory for one sample; the setting"
            + " model.max-memory-bytes allows 10");
  }

  @Test
  void memoryOfAFixedBatchIsLimited() {
    refused(
        OnnxBuilder.create()
            .fixedInput("x", 2, List.of(3))
            .parameter("w", List.of(3))
            .node("Mul", List.of("x", "w"), "y")
            .output("y")
            .build(),
        limits("model.max-memory-bytes", "10"),
        "model: its gradient takes 320 bytes of working memory for its fixed batch of 2; the setting"
            + " model.max-memory-bytes allows 10");
  }

  @Test
  void whatKernelsNeedBesideIsMemoryToo() {
    // Given: without it 448 bytes
    refused(
        chain(3),
        limits("model.max-memory-bytes", "448"),
        "model: its gradient takes 29120 bytes of working memory for one sample; the setting"
            + " model.max-memory-bytes allows 448");
  }

  @Test
  void constantsAreLimited() {
    // Given
    OnnxBuilder builder =
        OnnxBuilder.create()
            .input("x", List.of(3))
            .parameter("w", List.of(3))
            .integers("shape", List.of(2), 1 << 12, 1 << 12)
            .node("ConstantOfShape", List.of("shape"), "big", integerZero())
            .node("Cast", List.of("big"), "real", OnnxBuilder.attribute("to", 1))
            .node("ReduceSum", List.of("real"), "sum", OnnxBuilder.attribute("keepdims", 0))
            .node("Mul", List.of("x", "w"), "z")
            .node("Add", List.of("z", "sum"), "y")
            .output("y");
    // Then
    assertThat(loss(builder.build(), ModelLimits.DEFAULT)).isEqualTo(91. / 4);
    refused(
        OnnxBuilder.create()
            .input("x", List.of(3))
            .parameter("w", List.of(3))
            .initializer("c", List.of(30), new float[30])
            .node("Mul", List.of("x", "w"), "z")
            .node("ReduceSum", List.of("c"), "s", OnnxBuilder.attribute("keepdims", 0))
            .node("Add", List.of("z", "s"), "y")
            .output("y")
            .build(),
        limits("model.max-constant-elements", "20"),
        "model: initializer 'c' is not in the checkpoint and has 30 numbers; the setting"
            + " model.max-constant-elements allows 20");
  }

  @Test
  void aPartOfAFilledTensorIsFoundWithoutTheWhole() {
    // Given
    OnnxBuilder builder =
        OnnxBuilder.create()
            .input("x", List.of(3))
            .parameter("w", List.of(3))
            .integers("shape", List.of(1), Integer.MAX_VALUE)
            .integers("zero", List.of(1), 0)
            .integers("one", List.of(1), 1)
            .integers("far", List.of(3), 5, 5, 2_000_000_000)
            .node("ConstantOfShape", List.of("shape"), "big", integerZero())
            .node("Slice", List.of("big", "zero", "one"), "first")
            .node("Gather", List.of("big", "far"), "some")
            .node("Add", List.of("first", "some"), "both")
            .node("Cast", List.of("both"), "real", OnnxBuilder.attribute("to", 1))
            .node("Mul", List.of("x", "w"), "z")
            .node("Add", List.of("z", "real"), "y")
            .output("y");
    // Then
    assertThat(loss(builder.build(), ModelLimits.DEFAULT)).isEqualTo(91. / 4);
  }

  @Test
  void filledTensorsAreNotWrittenOut() {
    refused(
        OnnxBuilder.create()
            .input("x", List.of(3))
            .parameter("w", List.of(3))
            .integers("shape", List.of(1), Integer.MAX_VALUE)
            .integers("axes", List.of(1), 0)
            .node("ConstantOfShape", List.of("shape"), "big", integerZero())
            .node("Mul", List.of("big", "axes"), "product")
            .node("ReduceSum", List.of("product", "axes"), "sum")
            .node("Cast", List.of("sum"), "real", OnnxBuilder.attribute("to", 1))
            .node("Mul", List.of("x", "w"), "z")
            .node("Add", List.of("z", "real"), "y")
            .output("y")
            .build(),
        ModelLimits.DEFAULT,
        "model: its gradient takes 17179869440 bytes of working memory for one sample; the setting"
            + " model.max-memory-bytes allows 4294967296");
  }

  private static AttributeProto integerZero() {
    return AttributeProto.newBuilder()
        .setName("value")
        .setType(AttributeType.TENSOR)
        .setT(
            TensorProto.newBuilder()
                .setDataType(TensorProto.DataType.INT64_VALUE)
                .addDims(1)
                .addInt64Data(0))
        .build();
  }

  @Test
  void numbersOfTensorsAreCountedBeforeTheyAreParsed() {
    // Given
    AttributeProto.Builder ints = AttributeProto.newBuilder().setName("axes");
    for (int i = 0; i < 10_000; i++) {
      ints.addInts(1);
    }
    byte[] model =
        ModelProto.newBuilder()
            .setGraph(
                GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder().setOpType("Relu").addAttribute(ints)))
            .build()
            .toByteArray();
    // Then
    refused(
        model,
        limits("model.max-nodes", "60"),
        "model: it has more than 2400 parts (names, attributes, numbers); the setting"
            + " model.max-nodes allows no more");
  }

  @Test
  void graphsWithinGraphsAreLimited() {
    // Given
    GraphProto graph = GraphProto.newBuilder().setName("innermost").build();
    for (int i = 0; i < 60; i++) {
      AttributeProto body = AttributeProto.newBuilder().setName("body").setG(graph).build();
      graph = GraphProto.newBuilder().addNode(NodeProto.newBuilder().addAttribute(body)).build();
    }
    byte[] model = ModelProto.newBuilder().setGraph(graph).build().toByteArray();
    // Then
    refused(
        model, ModelLimits.DEFAULT, "model: its graphs lie within each other more than 32 deep");
  }

  @Test
  void settingsAreChecked() {
    assertThat(ModelLimits.of(Map.of())).isEqualTo(ModelLimits.DEFAULT);
    assertThat(limits("model.max-nodes", " 7 ").nodes()).isEqualTo(7);
    assertThat(limits("model.max-memory-bytes", "8589934592").memoryBytes()).isEqualTo(1L << 33);
    assertThatThrownBy(() -> limits("model.max-nodes", "many"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("setting model.max-nodes = 'many' is not a whole number");
    assertThatThrownBy(() -> limits("model.max-operations", "0"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("setting model.max-operations = '0' is not between 1 and 2147483647");
  }
}
