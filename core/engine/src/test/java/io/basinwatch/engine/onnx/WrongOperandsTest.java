package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.BadModelTest.importWithoutParameters;
import static io.basinwatch.engine.onnx.BadModelTest.model;
import static io.basinwatch.engine.onnx.BadModelTest.refused;
import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.OperatorSetIdProto;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Models that one could compute something for, but not what they say. */
class WrongOperandsTest {

  private static void accepted(OnnxBuilder model) {
    assertThatCode(() -> importWithoutParameters(OnnxModel.read(model.build())))
        .doesNotThrowAnyException();
  }

  /** x (2, 4) as (2, 4, 1). */
  private static OnnxBuilder line() {
    return model().integers("s3", List.of(3), 2, 4, 1).node("Reshape", List.of("x", "s3"), "r");
  }

  @Test
  void operandsThatWouldEnlargeTheResultAreRefused() {
    refused(
        line()
            .initializer("w", List.of(1, 4, 1), new float[4])
            .initializer("b", List.of(3), 1, 2, 3)
            .node("Conv", List.of("r", "w", "b"), "y"),
        "model: Conv (node 'y', opset 20): bias [3] for 1 channels");
    refused(
        model()
            .initializer("w", List.of(4, 1), new float[4])
            .initializer("c", List.of(3), new float[3])
            .node("Gemm", List.of("x", "w", "c"), "y"),
        "model: Gemm (node 'y', opset 20): input 2 [3] does not broadcast to [2, 1]");
    refused(
        model().initializer("s", List.of(3, 1, 1), 1, 2, 3).node("PRelu", List.of("x", "s"), "y"),
        "model: PRelu (node 'y', opset 20): input 1 [3, 1, 1] does not broadcast to [2, 4]");
    refused(
        model()
            .initializer("s", List.of(3, 1, 1), 1, 2, 3)
            .node("LayerNormalization", List.of("x", "s"), "y"),
        "model: LayerNormalization (node 'y', opset 20): input 1 [3, 1, 1] does not broadcast to"
            + " [2, 4]");
    refused(
        model()
            .initializer("s", List.of(1), 2)
            .node("Expand", List.of("x", "to"), "e")
            .integers("to", List.of(2), 2, 4)
            .node("BatchNormalization", List.of("e", "s", "s", "s", "s"), "y"),
        "model: BatchNormalization (node 'y', opset 20): input 1 has shape [1], not [4]");
  }

  @Test
  void statisticsOfTheBatchAreOfTraining() {
    accepted(batchNormalization(List.of("y")));
    accepted(batchNormalization(List.of("y", "", "", "", "")));
    refused(
        batchNormalization(List.of("y", "m", "v", "sm", "sv")),
        "model: BatchNormalization (node 'ymvsmsv', opset 13): training_mode 1 is not supported;"
            + " export in eval mode");
  }

  private static OnnxBuilder batchNormalization(List<String> outputs) {
    return model()
        .opset(13)
        .initializer("s", List.of(4), 1, 1, 1, 1)
        .node("BatchNormalization", List.of("x", "s", "s", "s", "s"), outputs);
  }

  @Test
  void recurrentLayersHaveTheirWeightsAndNoMore() {
    for (int rows = 3; rows < 5; rows++) {
      refused(
          model()
              .integers("t", List.of(3), 1, 2, 4)
              .node("Reshape", List.of("x", "t"), "q")
              .initializer("w", List.of(1, 4, 4), new float[16])
              .initializer("r", List.of(1, rows, 4), new float[4 * rows])
              .initializer("b", List.of(1, 9), new float[9])
              .node("RNN", List.of("q", "w", "r", "b"), "y"),
          rows == 3
              ? "model: RNN (node 'y', opset 20): input 2 has shape [1, 3, 4], not [1, 4, 4]"
              : "model: RNN (node 'y', opset 20): input 3 has shape [1, 9], not [1, 8]");
    }
  }

  @Test
  void updatesHaveTheShapeOfTheirIndices() {
    refused(
        model()
            .integers("i", List.of(2, 1), 1, 1)
            .initializer("u", List.of(2, 2), 1, 2, 3, 4)
            .node("ScatterElements", List.of("x", "i", "u"), "y", attribute("axis", 1)),
        "model: ScatterElements (node 'y', opset 20): updates [2, 2] for indices [2, 1]");
  }

  @Test
  void tuplesOfIndicesAreCheckedOneByOne() {
    refused(
        model().integers("i", List.of(1, 2), 0, 7).node("GatherND", List.of("x", "i"), "y"),
        "model: GatherND (node 'y', opset 20): index 7 is out of range for axis 1 of [2, 4]");
    refused(
        model()
            .integers("i", List.of(1, 2), 0, 7)
            .initializer("u", List.of(1), 1)
            .node("ScatterND", List.of("x", "i", "u"), "y"),
        "model: ScatterND (node 'y', opset 20): index 7 is out of range for axis 1 of [2, 4]");
    refused(
        model()
            .integers("i", List.of(2, 1), 0, 1)
            .initializer("u", List.of(4, 2), new float[8])
            .node("ScatterND", List.of("x", "i", "u"), "y"),
        "model: ScatterND (node 'y', opset 20): updates [4, 2] for indices [2, 1] of [2, 4]");
    refused(
        model()
            .integers("i", List.of(2, 1), -5, 0)
            .node("GatherND", List.of("x", "i"), "y", attribute("batch_dims", 1)),
        "model: GatherND (node 'y', opset 20): index -5 is out of range for axis 1 of [2, 4]");
  }

  @Test
  void marginsAreCounted() {
    for (String mode : List.of("edge", "reflect", "wrap", "constant")) {
      refused(
          pad(mode, Integer.MAX_VALUE, Integer.MAX_VALUE),
          "model: Pad (node 'y', opset 20): margins 2147483647 and 2147483647 of an axis of length"
              + " 4");
      refused(
          pad(mode, Integer.MIN_VALUE, Integer.MAX_VALUE),
          "model: Pad (node 'y', opset 20): margins -2147483648 and 2147483647 of an axis of"
              + " length 4");
      accepted(pad(mode, 1, -2));
    }
  }

  private static OnnxBuilder pad(String mode, long before, long after) {
    return model()
        .integers("p", List.of(4), 0, before, 0, after)
        .node("Pad", List.of("x", "p"), "y", attribute("mode", mode));
  }

  @Test
  void attributesWithoutAMeaningAreRefused() {
    refused(
        model().node("LpNormalization", List.of("x"), "y", attribute("p", 3)),
        "model: LpNormalization (node 'y', opset 20): p 3 is not supported; supported: 1, 2");
    refused(
        line()
            .initializer("s", List.of(3), 1, 1, 1)
            .node("GroupNormalization", List.of("r", "s", "s"), "y", attribute("num_groups", 3)),
        "model: GroupNormalization (node 'y', opset 20): 4 channels in 3 groups");
    refused(
        model()
            .integers("s4", List.of(4), 2, 4, 1, 1)
            .node("Reshape", List.of("x", "s4"), "r")
            .node(
                "DepthToSpace",
                List.of("r"),
                "y",
                attribute("blocksize", 2),
                attribute("mode", "RCD")),
        "model: DepthToSpace (node 'y', opset 20): mode 'RCD' is not supported; supported: DCR,"
            + " CRD");
    refused(
        line()
            .integers("t", List.of(3), 1, 2, 4)
            .node("Reshape", List.of("x", "t"), "q")
            .initializer("w", List.of(1, 3, 4), new float[12])
            .initializer("v", List.of(1, 3, 3), new float[9])
            .node("RNN", List.of("q", "w", "v"), "y", attribute("hidden_size", 5)),
        "model: RNN (node 'y', opset 20): hidden_size 5 where its weights have 3");
    refused(
        model().node("Softmax", List.of("x"), "y", attribute("axis", 0), attribute("axis", 1)),
        "model: Softmax (node 'y', opset 20): attribute 'axis' occurs twice");
    refused(
        model()
            .node(
                "Softmax",
                List.of("x"),
                "y",
                AttributeProto.newBuilder(attribute("axis", 0)).setRefAttrName("a").build()),
        "model: Softmax (node 'y', opset 20): attribute 'axis' stands for 'a' of a function, but"
            + " is in none");
  }

  @Test
  void attributesOfAnotherTypeAreRefused() {
    refused(
        model()
            .node("Constant", List.of(), "c", attribute("value_float", 1))
            .node("Add", List.of("x", "c"), "y"),
        "model: Constant (node 'c', opset 20): attribute 'value_float' has type INT, not FLOAT");
    refused(
        model()
            .node("Constant", List.of(), "c", attribute("value_ints", 1))
            .node("Reshape", List.of("x", "c"), "y"),
        "model: Constant (node 'c', opset 20): attribute 'value_ints' has type INT, not INTS");
    refused(
        model()
            .integers("to", List.of(2), 2, 4)
            .node(
                "Resize",
                List.of("x", "", "", "to"),
                "y",
                attribute("mode", "linear"),
                attribute("nearest_mode", 1)),
        "model: Resize (node 'y', opset 20): attribute 'nearest_mode' has type INT, not STRING");
  }

  @Test
  void attributesThatAreNeededAreMissed() {
    missing(model().node("Concat", List.of("x", "x"), "y"), "Concat", "axis");
    missing(model().node("Cast", List.of("x"), "y"), "Cast", "to");
    for (String operator : List.of("DepthToSpace", "SpaceToDepth")) {
      missing(image().node(operator, List.of("r"), "y"), operator, "blocksize");
    }
    missing(image().node("LRN", List.of("r"), "y"), "LRN", "size");
    missing(
        line()
            .initializer("s", List.of(4), 1, 1, 1, 1)
            .node("GroupNormalization", List.of("r", "s", "s"), "y"),
        "GroupNormalization",
        "num_groups");
    refused(
        image().node("DepthToSpace", List.of("r"), "y", attribute("blocksize", 0)),
        "model: DepthToSpace (node 'y', opset 20): attribute 'blocksize' is 0; it has to be at"
            + " least 1");
  }

  /** x (2, 4) as (2, 4, 1, 1). */
  private static OnnxBuilder image() {
    return model().integers("s4", List.of(4), 2, 4, 1, 1).node("Reshape", List.of("x", "s4"), "r");
  }

  private static void missing(OnnxBuilder model, String operator, String attribute) {
    refused(
        model,
        "model: %s (node 'y', opset 20): attribute '%s' is missing".formatted(operator, attribute));
  }

  @Test
  void headsOfFlatSequencesAreCounted() {
    refused(
        line().opset(23).node("Attention", List.of("r", "r", "r"), "y"),
        "model: Attention (node 'y', opset 23): attribute 'q_num_heads' is missing");
    refused(
        line()
            .opset(23)
            .initializer("t", List.of(2, 4, 1), new float[8])
            .node("RotaryEmbedding", List.of("r", "t", "t"), "y", attribute("num_heads", 0)),
        "model: RotaryEmbedding (node 'y', opset 23): attribute 'num_heads' is 0; it has to be at"
            + " least 1");
  }

  @Test
  void inputsOfNoElementsAreNotOpen() {
    refused(
        OnnxBuilder.create()
            .fixedInput("x", 0, List.of(4))
            .output("y")
            .node("Relu", List.of("x"), "y"),
        "model: input 'x' has a dimension of 0");
    refused(
        OnnxBuilder.create().input("x", List.of(0)).output("y").node("Relu", List.of("x"), "y"),
        "model: input 'x' has a dimension of 0");
  }

  @Test
  void aModelHasOneOpset() throws InvalidProtocolBufferException {
    // Given
    ModelProto.Builder model =
        ModelProto.parseFrom(model().node("Relu", List.of("x"), "y").build()).toBuilder();
    OperatorSetIdProto.Builder again = OperatorSetIdProto.newBuilder().setDomain("ai.onnx");
    // Then
    byte[] same = model.clone().addOpsetImport(again.setVersion(20)).build().toByteArray();
    assertThatCode(() -> OnnxModel.read(same)).doesNotThrowAnyException();
    byte[] other = model.clone().addOpsetImport(again.setVersion(18)).build().toByteArray();
    BadModelTest.refused(
        () -> OnnxModel.read(other), "model: it says that it has opset 20 and opset 18");
  }

  @Test
  void nodesWithoutANameForTheirOutputAreNotNeeded() {
    // Given
    OnnxBuilder model =
        model()
            .node("Unknown", List.of("x"), "")
            .initializer("low", List.of(), 0)
            .node("Clip", List.of("x", "", "low"), "y");
    // Then
    assertThat(OnnxModel.read(model.build()).nodes()).hasSize(1);
  }

  @Test
  void anEmptyAxisCanBeReversed() {
    accepted(
        model()
            .integers("zero", List.of(1), 0)
            .integers("end", List.of(1), 100)
            .integers("one", List.of(1), 1)
            .integers("minus", List.of(1), -1)
            .node("Slice", List.of("x", "zero", "zero", "one"), "e")
            .node("Slice", List.of("e", "end", "zero", "one", "minus"), "f")
            .node("Concat", List.of("f", "x"), "y", attribute("axis", 1)));
  }
}
