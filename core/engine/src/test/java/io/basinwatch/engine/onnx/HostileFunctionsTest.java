package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.BadModelTest.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.FunctionProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.UnknownFieldSet;

/** A model's own functions, a few of which can stand for any amount of nodes and names. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileFunctionsTest {
  private static final String TOO_LONG =
      "model: with its functions written out it has more than 100000000 characters of names; the"
          + " setting model.max-nodes allows no more";

  private static NodeProto.Builder call(String function) {
    return NodeProto.newBuilder()
        .setDomain("mine")
        .setOpType(function)
        .addInput("a")
        .addOutput("r");
  }

  private static FunctionProto.Builder function(String name) {
    return FunctionProto.newBuilder().setDomain("mine").setName(name).addInput("a").addOutput("r");
  }

  private static OnnxModel read(NodeProto first, List<FunctionProto> functions) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(model().build()).toBuilder();
      NodeProto call = first.toBuilder().setInput(0, "x").setOutput(0, "y").build();
      model.getGraphBuilder().addNode(call);
      return OnnxModel.read(model.addAllFunctions(functions).build().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refused(NodeProto first, List<FunctionProto> functions, String message) {
    assertThatThrownBy(() -> read(first, functions))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void longNamesOfFunctionsCannotMultiply() {
    // Given
    String leaf = "f".repeat(100_000);
    List<FunctionProto> functions = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String next = i < 15 ? "F" + (i + 1) : leaf;
      functions.add(
          function("F" + i).addNode(call(next)).addNode(call(next).setOutput(0, "unused")).build());
    }
    NodeProto relu = NodeProto.newBuilder().setOpType("Relu").addInput("a").addOutput("r").build();
    functions.add(function(leaf).addNode(relu).build());
    // Then
    refused(call("F0").build(), functions, TOO_LONG);
  }

  @Test
  void operandsOfFunctionsCannotMultiply() {
    // Given
    FunctionProto.Builder wide = function("Wide");
    IntStream.range(0, 200_000).forEach(i -> wide.addInput("i" + i));
    wide.addNode(NodeProto.newBuilder().setOpType("Relu").addInput("a").addOutput("r"));
    FunctionProto.Builder often = function("Often");
    IntStream.range(0, 50_000)
        .forEach(i -> often.addNode(call("Wide").setOutput(0, i == 0 ? "r" : "o" + i)));
    // Then
    refused(call("Often").build(), List.of(wide.build(), often.build()), TOO_LONG);
  }

  @Test
  void graphsOfFunctionsWithinEachOtherAreCountedTogether() {
    // Given
    List<FunctionProto> functions = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      NodeProto node = call("F" + (i + 1)).build();
      for (int k = 0; k < 31; k++) {
        GraphProto graph =
            GraphProto.newBuilder()
                .addNode(node)
                .addOutput(OnnxBuilder.create().output("r").graph().getOutput(0))
                .build();
        node =
            NodeProto.newBuilder()
                .setOpType("If")
                .addInput("a")
                .addOutput("r")
                .addAttribute(OnnxBuilder.attribute("then_branch", graph))
                .build();
      }
      functions.add(function("F" + i).addNode(node).build());
    }
    // Then
    refused(
        call("F0").build(), functions, "model: its graphs lie within each other more than 32 deep");
  }

  @Test
  void graphsThatACallGivesAreNotWrittenOutIntoThemselves() {
    // Given
    AttributeProto itself =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setRefAttrName("g")
            .build();
    NodeProto inner = operator("If").toBuilder().addAttribute(itself).build();
    GraphProto graph = GraphProto.newBuilder().addNode(inner).build();
    NodeProto call = call("F").addAttribute(OnnxBuilder.attribute("g", graph)).build();
    // When
    OnnxModel model = read(call, List.of(function("F").addNode(inner).build()));
    // Then
    assertThat(model.nodes().getFirst().getAttribute(0).getG().getNodeList())
        .containsExactly(inner);
    assertThatThrownBy(() -> BadModelTest.importWithoutParameters(model))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void domainAndNameOfFunctionsAreTwoThings() {
    // Given
    FunctionProto first = function("b.c").setDomain("a").addNode(operator("Relu")).build();
    FunctionProto second = function("c").setDomain("a.b").addNode(operator("Tanh")).build();
    NodeProto call = call("c").setDomain("a.b").build();
    // Then
    assertThat(read(call, List.of(first, second)).nodes())
        .extracting(NodeProto::getOpType)
        .containsExactly("Tanh");
  }

  @Test
  void functionsOfOneNameDifferByTheirOverload() {
    // Given
    FunctionProto plain = function("F").addNode(operator("Relu")).build();
    FunctionProto other =
        function("F").addNode(operator("Tanh")).setUnknownFields(text(13, "other")).build();
    NodeProto call = call("F").build();
    NodeProto otherCall = call("F").setUnknownFields(text(8, "other")).build();
    // Then
    assertThat(read(call, List.of(plain, other)).nodes())
        .extracting(NodeProto::getOpType)
        .containsExactly("Relu");
    assertThat(read(otherCall, List.of(plain, other)).nodes())
        .extracting(NodeProto::getOpType)
        .containsExactly("Tanh");
    refused(call, List.of(other, other), "model: function 'mine.F:other' occurs twice");
  }

  private static NodeProto operator(String name) {
    return NodeProto.newBuilder().setOpType(name).addInput("a").addOutput("r").build();
  }

  private static UnknownFieldSet text(int field, String text) {
    return UnknownFieldSet.newBuilder()
        .addField(
            field,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(text))
                .build())
        .build();
  }
}
