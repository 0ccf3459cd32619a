package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.BadModelTest.importWithoutParameters;
import static io.basinwatch.engine.onnx.BadModelTest.model;
import static io.basinwatch.engine.onnx.BadModelTest.refused;
import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Small files that ask for much are refused before they get it. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileModelTest {

  @Test
  void groupsOfTheWireFormatAreRefused() {
    // Given
    byte[] file = new byte[200_000];
    Arrays.fill(file, (byte) 0x0B);
    // Then
    assertThatThrownBy(() -> OnnxModel.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "model: not an ONNX file, or truncated (200000 bytes): it has a group of fields, which"
                + " ONNX never has");
  }

  @Test
  void recurrentLayersOfManyStepsAreRefused() {
    refused(
        recurrent(1 << 30),
        "model: RNN (node 'y', opset 20): 1073741824 steps; the setting model.max-nodes allows"
            + " 100000");
  }

  @Test
  void recurrentLayersWithoutStepsAreRefused() {
    refused(recurrent(0), "model: RNN (node 'y', opset 20): its sequence has no steps");
  }

  private static OnnxBuilder recurrent(int steps) {
    return model()
        .integers("s", List.of(3), steps, 1, 1)
        .node("ConstantOfShape", List.of("s"), "c")
        .initializer("w", List.of(1, 1, 1), 1)
        .node("RNN", List.of("c", "w", "w"), "y", attribute("hidden_size", 1));
  }

  @Test
  void planesWithoutAxesHaveNoGrid() {
    refused(
        model()
            .integers("s", List.of(2), 2, 0)
            .node("ConstantOfShape", List.of("s"), "g")
            .node("GridSample", List.of("x", "g"), "y"),
        "model: GridSample (node 'y', opset 20): grid [2, 0] for an input [2, 4]");
  }

  @Test
  void shapesOfManyDimensionsAreRefused() {
    // Given
    long[] ones = new long[100_000];
    Arrays.fill(ones, 1);
    // Then
    refused(
        model().integers("s", List.of(ones.length), ones).node("Expand", List.of("x", "s"), "y"),
        "model: Expand (node 'y', opset 20): 100000 dimensions, more than 64");
  }

  @Test
  void tensorsWithinNodesAreMeasuredBeforeTheyAreRead() {
    // Given
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(DataType.INT8_VALUE).addDims(1 << 28).addInt32Data(1);
    GraphProto.Builder branch = OnnxBuilder.create().output("b").graph().toBuilder();
    branch.addInitializer(tensor.clone().setName("b"));
    // Then
    refused(
        model().node("Constant", List.of(), "y", attribute("value", tensor.build())),
        "model: its constants have more than 16777216 numbers");
    refused(
        model()
            .integers("t", List.of(), 1)
            .node(
                "If",
                List.of("t"),
                "y",
                attribute("then_branch", branch.build()),
                attribute("else_branch", branch.build())),
        "model: its constants have more than 16777216 numbers");
  }

  @Test
  void constantsOfALoopsBodyCountOnce() {
    // Given
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDataType(DataType.FLOAT_VALUE)
            .addDims(512)
            .addDims(512)
            .setRawData(org.nd4j.shade.protobuf.ByteString.copyFrom(new byte[4 * 512 * 512]))
            .build();
    GraphProto body =
        OnnxBuilder.create()
            .bodyInput("i", DataType.INT64, List.of())
            .bodyInput("go", DataType.BOOL, List.of())
            .bodyInput("state", DataType.FLOAT, List.of(2, 4))
            .node("Constant", List.of(), "c", attribute("value", tensor))
            .node("ReduceMax", List.of("c"), "m", attribute("keepdims", 0))
            .node("Add", List.of("state", "m"), "next")
            .output("go", DataType.BOOL)
            .output("next")
            .graph();
    // Then
    assertThatCode(
            () ->
                importWithoutParameters(
                    OnnxModel.read(
                        model()
                            .integers("n", List.of(), 100)
                            .node("Loop", List.of("n", "", "x"), "y", attribute("body", body))
                            .build())))
        .doesNotThrowAnyException();
  }

  /** Data (8), a million indices i that are all 0, and their shape s. */
  private static OnnxBuilder indicesOfOnePlace() {
    int count = 1_000_000;
    return model()
        .integers("flat", List.of(1), -1)
        .node("Reshape", List.of("x", "flat"), "data")
        .integers("i", List.of(count), new long[count])
        .integers("s", List.of(1), count);
  }

  @Test
  void updatesOfOnePlaceAreCountedOnce() {
    // Given
    OnnxBuilder scatter =
        indicesOfOnePlace()
            .node("Slice", List.of("data", "i0", "i1"), "one")
            .integers("i0", List.of(1), 0)
            .integers("i1", List.of(1), 1)
            .integers("shape", List.of(2), 2, 4)
            .node("Expand", List.of("one", "s"), "u");
    byte[] model =
        scatter
            .node("ScatterElements", List.of("data", "i", "u"), "r")
            .node("Reshape", List.of("r", "shape"), "y")
            .build();
    // Then
    assertThatCode(() -> importWithoutParameters(OnnxModel.read(model))).doesNotThrowAnyException();
  }

  @Test
  void productsOfOnePlaceAreLimited() {
    // Given
    OnnxBuilder scatter =
        indicesOfOnePlace()
            .node("ConstantOfShape", List.of("s"), "u")
            .node("ScatterElements", List.of("data", "i", "u"), "y", attribute("reduction", "mul"));
    // Then
    refused(scatter, "model: its ");
  }
}
