package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.BadModelTest.importWithoutParameters;
import static io.basinwatch.engine.onnx.BadModelTest.model;
import static io.basinwatch.engine.onnx.BadModelTest.refused;
import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;

import java.util.List;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;

/** What of branches and loops is refused; {@link ControlFlowOperatorCases} has what is not. */
class ControlFlowTest {

  private static OnnxBuilder branches(String condition) {
    return branches(condition, body("Tanh", "x"), body("Relu", "unknown"));
  }

  private static OnnxBuilder branches(String condition, GraphProto then, GraphProto otherwise) {
    return model()
        .node("ReduceMax", List.of("x"), "m", attribute("keepdims", 0))
        .initializer("c", List.of(), 0)
        .node("Greater", List.of("m", "c"), "data")
        .node("Constant", List.of(), "i", attribute("value_int", 1))
        .node("Cast", List.of("i"), "constant", attribute("to", 9))
        .node(
            "If",
            List.of(condition),
            "y",
            attribute("then_branch", then),
            attribute("else_branch", otherwise));
  }

  private static GraphProto body(String operator, String input) {
    return OnnxBuilder.create().node(operator, List.of(input), "r").output("r").graph();
  }

  private static OnnxBuilder loop(String trips, GraphProto body) {
    return model()
        .integers("many", List.of(), Long.MAX_VALUE)
        .node("Loop", List.of(trips, "", "x"), "y", attribute("body", body));
  }

  /** A body that does nothing and never says that it is enough. */
  private static OnnxBuilder endless() {
    return OnnxBuilder.create()
        .bodyInput("i", DataType.INT64, List.of())
        .bodyInput("go", DataType.BOOL, List.of())
        .bodyInput("h", DataType.FLOAT, List.of(2, 4))
        .node("Identity", List.of("go"), "on")
        .node("Identity", List.of("h"), "h1")
        .output("on", DataType.BOOL)
        .output("h1");
  }

  @Test
  void branchesAreChosenByShapesOnly() {
    refused(
        branches("data"),
        "model: If (node 'y', opset 20): its condition depends on data or weights; only one that"
            + " depends on shapes is supported");
    importWithoutParameters(OnnxModel.read(branches("constant").build()));
  }

  @Test
  void aBranchThatDoesNotRunMayHaveAnyOperator() {
    importWithoutParameters(
        OnnxModel.read(branches("constant", body("Tanh", "x"), body("Foo", "x")).build()));
    refused(
        branches("constant", body("Foo", "x"), body("Tanh", "x")),
        "model: operator Foo (node 'r', opset 20) is not supported; supported: Abs, ");
  }

  @Test
  void loopsThatDoNotEndAreRefused() {
    for (String trips : List.of("", "many")) {
      refused(
          loop(trips, endless().graph()),
          "model: with its loops written out it has more than 100000 nodes; the setting"
              + " model.max-nodes allows no more");
    }
  }

  @Test
  void bodiesThatDoNotFitAreRefused() {
    refused(
        loop("many", body("Tanh", "x")),
        "model: Loop (node 'y', opset 20): graph 'model' in it has 0 inputs, not 3");
    refused(
        loop("many", endless().node("Foo", List.of("h"), "f").graph()),
        "model: operator Foo (node 'f', opset 20) is not supported; supported: Abs, ");
    refused(
        loop("many", endless().node("Tanh", List.of("later"), "t").graph()),
        "model: Tanh (node 't', opset 20) reads 'later', which nothing before it gives");
    refused(
        loop("many", endless().node("Tanh", List.of("h"), "h1").graph()),
        "model: 'h1' is given twice");
    refused(
        loop("many", endless().output("missing").graph()),
        "model: nothing gives output 'missing' of graph 'model'");
    refused(
        model().node("Loop", List.of("", "", "x"), "y"),
        "model: Loop (node 'y', opset 20): attribute 'body' is missing");
    refused(
        model()
            .integers("none", List.of(), 0)
            .node(
                "Loop",
                List.of("none", "", "x"),
                List.of("", "y"),
                attribute("body", endless().graph())),
        "model: Loop (node 'y', opset 20): it has nothing to stack: its body never runs");
  }
}
