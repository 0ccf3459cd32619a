package io.basinwatch.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.basinwatch.engine.InvalidInputException;
import java.util.List;
import onnx.OnnxMl.AttributeProto;
import onnx.OnnxMl.AttributeProto.AttributeType;
import onnx.OnnxMl.FunctionProto;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.NodeProto;
import onnx.OnnxMl.OperatorSetIdProto;
import onnx.OnnxMl.ValueInfoProto;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

class LocalFunctionsTest {
  private static final String DOMAIN = "mine";

  /** (a, b) -> Softmax(a + b) over an axis that the call gives. */
  private static FunctionProto.Builder function(String name, String first) {
    AttributeProto axis =
        AttributeProto.newBuilder()
            .setName("axis")
            .setType(AttributeType.INT)
            .setRefAttrName("over")
            .build();
    return FunctionProto.newBuilder()
        .setName(name)
        .setDomain(DOMAIN)
        .addInput("a")
        .addInput("b")
        .addOutput("r")
        .addAttribute("over")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(20))
        .addNode(node(first, "s", "a", "b"))
        .addNode(node("Softmax", "r", "s").addAttribute(axis));
  }

  private static NodeProto.Builder node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setDomain(operator.startsWith("My") ? DOMAIN : "")
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static OnnxModel model(FunctionProto.Builder... functions) {
    ModelProto.Builder model;
    try {
      model =
          ModelProto.parseFrom(OnnxBuilder.create().input("x", List.of(4)).output("y").build())
              .toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
    AttributeProto over = OnnxBuilder.attribute("over", 0);
    model.getGraphBuilder().addNode(node("My", "h", "x", "x").addAttribute(over));
    model.getGraphBuilder().addNode(node("My", "y", "h", "x"));
    for (FunctionProto.Builder function : functions) {
      model.addFunctions(function);
    }
    return OnnxModel.read(model.build().toByteArray());
  }

  @Test
  void functionsAreWrittenOutWhereTheyAreCalled() {
    // When
    List<NodeProto> nodes = model(function("My", "Add")).nodes();
    // Then
    assertThat(nodes)
        .extracting(NodeProto::getOpType)
        .containsExactly("Add", "Softmax", "Add", "Softmax");
    assertThat(nodes)
        .extracting(node -> node.getInput(0))
        .containsExactly("x", "My#1/s", "h", "My#2/s");
    assertThat(nodes.get(1).getAttributeList()).containsExactly(OnnxBuilder.attribute("axis", 0));
    assertThat(nodes.get(3).getAttributeList()).isEmpty();
  }

  @Test
  void whatACallDoesNotNameIsStillThereWithinTheFunction() {
    // Given
    FunctionProto.Builder inner = function("MyInner", "Add").addOutput("s");
    FunctionProto.Builder outer =
        function("My", "Mul").setNode(1, node("MyInner", "r", "s", "b").addOutput(""));
    // When
    List<NodeProto> nodes = model(outer, inner).nodes();
    // Then
    assertThat(nodes)
        .extracting(NodeProto::getOpType)
        .containsExactly("Mul", "Add", "Softmax", "Mul", "Add", "Softmax");
    assertThat(nodes.get(2).getInput(0)).isEqualTo(nodes.get(1).getOutput(0)).isNotEmpty();
  }

  @Test
  void functionsMayCallEachOther() {
    assertThat(model(function("My", "MyOther"), function("MyOther", "Mul")).nodes())
        .extracting(NodeProto::getOpType)
        .containsExactly("Mul", "Softmax", "Softmax", "Mul", "Softmax", "Softmax");
  }

  @Test
  void graphsWithinFunctionsReadTheCallsOperandsAndMayCallFunctionsThemselves() {
    // Given
    GraphProto branch =
        GraphProto.newBuilder()
            .addNode(node("MyOther", "t", "a", "s"))
            .addNode(node("Tanh", "u", "t"))
            .addOutput(ValueInfoProto.newBuilder().setName("u"))
            .build();
    FunctionProto.Builder branching = function("My", "Add");
    branching.setNode(
        1,
        node("If", "r", "b")
            .addAttribute(OnnxBuilder.attribute("then_branch", branch))
            .addAttribute(OnnxBuilder.attribute("else_branch", branch)));
    // When
    NodeProto node = model(branching, function("MyOther", "Mul")).nodes().get(1);
    // Then
    assertThat(node.getOpType()).isEqualTo("If");
    assertThat(node.getInputList()).containsExactly("x");
    GraphProto written = node.getAttribute(0).getG();
    assertThat(written.getNodeList())
        .extracting(NodeProto::getOpType, NodeProto::getInputList, NodeProto::getOutputList)
        .containsExactly(
            tuple("Mul", List.of("x", "My#1/s"), List.of("MyOther#2/s")),
            tuple("Softmax", List.of("MyOther#2/s"), List.of("My#1/t")),
            tuple("Tanh", List.of("My#1/t"), List.of("My#1/u")));
    assertThat(written.getOutput(0).getName()).isEqualTo("My#1/u");
  }

  @Test
  void functionsThatCannotBeWrittenOutAreRefused() {
    refused("its calls go too deep, or around in a circle", function("My", "My"));
    refused(
        "its calls go too deep, or around in a circle",
        function("My", "MyOther"),
        function("MyOther", "My"));
    refused(
        "it is of opset 18, the model of 20",
        function("My", "Add")
            .clearOpsetImport()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18)));
    refused("it is called with more operands than it has", function("My", "Add").clearInput());
    assertThatThrownBy(() -> model(function("My", "Add"), function("My", "Mul")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("model: function 'mine.My' occurs twice");
  }

  private static void refused(String why, FunctionProto.Builder... functions) {
    assertThatThrownBy(() -> model(functions))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching("model: function 'mine\\.My(Other)?': " + why);
  }
}
