package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.normal;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.TensorProto.DataType;

/** Branches and loops; their bodies read x and the weight w (4) of the graph around them. */
final class ControlFlowOperatorCases {
  private final List<Case> cases = new ArrayList<>();

  private ControlFlowOperatorCases() {}

  static List<Case> all() {
    ControlFlowOperatorCases all = new ControlFlowOperatorCases();
    for (long rows : new long[] {2, 3}) {
      all.branch(rows);
    }
    all.loop(
        "Loop, counted", List.of("three", "", "x"), b -> b.node("Identity", List.of("go"), "on"));
    all.loop(
        "Loop, while a condition holds",
        List.of("", "yes", "x"),
        b -> b.node("Less", List.of("i", "one"), "on"));
    all.sequence();
    all.scan();
    all.scanBackwards();
    all.map();
    all.truthInScan();
    all.truthFromLoop();
    all.truthInMap();
    return all.cases;
  }

  /** Tanh(x w) where x has more than so many rows, else Sigmoid(x). */
  private void branch(long rows) {
    GraphProto then =
        OnnxBuilder.create()
            .node("Mul", List.of("x", "w"), "p")
            .node("Tanh", List.of("p"), "t")
            .output("t")
            .graph();
    GraphProto otherwise =
        OnnxBuilder.create().node("Sigmoid", List.of("x"), "s").output("s").graph();
    cases.add(
        of(
            "If, more than %d rows".formatted(rows),
            b ->
                b.initializer("w", List.of(4), normal(4))
                    .integers("rows", List.of(1), rows)
                    .node("Shape", List.of("x"), "n", attribute("start", 1), attribute("end", 2))
                    .node("Greater", List.of("n", "rows"), "more")
                    .node(
                        "If",
                        List.of("more"),
                        "y",
                        attribute("then_branch", then),
                        attribute("else_branch", otherwise))));
  }

  /** h = Tanh(h w + i), every h of which is given. */
  private void loop(String name, List<String> inputs, UnaryOperator<OnnxBuilder> condition) {
    OnnxBuilder body =
        OnnxBuilder.create()
            .bodyInput("i", DataType.INT64, List.of())
            .bodyInput("go", DataType.BOOL, List.of())
            .bodyInput("h", DataType.FLOAT, List.of(2, 3, 4))
            .integers("one", List.of(), 1)
            .node("Cast", List.of("i"), "r", attribute("to", 1))
            .node("Mul", List.of("h", "w"), "p")
            .node("Add", List.of("p", "r"), "s")
            .node("Tanh", List.of("s"), "h1")
            .node("Identity", List.of("h1"), "each");
    GraphProto graph =
        condition.apply(body).output("on", DataType.BOOL).output("h1").output("each").graph();
    cases.add(
        of(
            name,
            b ->
                b.initializer("w", List.of(4), normal(4))
                    .integers("three", List.of(), 3)
                    .integers("nothing", List.of(), 1)
                    .node("Cast", List.of("nothing"), "yes", attribute("to", 9))
                    .node("Loop", inputs, List.of("last", "all"), attribute("body", graph))
                    .node("Mul", List.of("all", "last"), "q")
                    .node(
                        "Transpose",
                        List.of("q"),
                        "y",
                        attribute("perm", List.of(1L, 0L, 2L, 3L)))));
  }

  /** A sequence that each pass makes longer. */
  private void sequence() {
    GraphProto body =
        OnnxBuilder.create()
            .bodyInput("i", DataType.INT64, List.of())
            .bodyInput("go", DataType.BOOL, List.of())
            .sequenceInput("list")
            .node("Gather", List.of("x", "i"), "row", attribute("axis", 1))
            .node("Mul", List.of("row", "w"), "p")
            .node("SequenceInsert", List.of("list", "p"), "longer")
            .node("Identity", List.of("go"), "on")
            .output("on", DataType.BOOL)
            .sequenceOutput("longer")
            .graph();
    cases.add(
        of(
            "Loop with a sequence",
            b ->
                b.initializer("w", List.of(4), normal(4))
                    .integers("three", List.of(), 3)
                    .node("SequenceEmpty", List.of(), "empty")
                    .node("Loop", List.of("three", "", "empty"), "list", attribute("body", body))
                    .node(
                        "ConcatFromSequence",
                        List.of("list"),
                        "y",
                        attribute("axis", 1),
                        attribute("new_axis", 1))));
  }

  /** h = Tanh(h + x_t w): every h, and the last one. */
  private static GraphProto step() {
    return OnnxBuilder.create()
        .bodyInput("h", DataType.FLOAT, List.of(2, 4))
        .bodyInput("x_t", DataType.FLOAT, List.of(2, 4))
        .node("Mul", List.of("x_t", "w"), "p")
        .node("Add", List.of("h", "p"), "s")
        .node("Tanh", List.of("s"), "h1")
        .node("Identity", List.of("h1"), "each")
        .output("h1")
        .output("each")
        .graph();
  }

  private void scan() {
    cases.add(
        of(
            "Scan",
            b ->
                b.initializer("w", List.of(4), normal(4))
                    .initializer("h0", List.of(2, 4), normal(8))
                    .node("Transpose", List.of("x"), "t", attribute("perm", List.of(1L, 0L, 2L)))
                    .node(
                        "Scan",
                        List.of("h0", "t"),
                        List.of("last", "all"),
                        attribute("body", step()),
                        attribute("num_scan_inputs", 1))
                    .node("Mul", List.of("all", "last"), "q")
                    .node("Transpose", List.of("q"), "y", attribute("perm", List.of(1L, 0L, 2L)))));
  }

  private void scanBackwards() {
    cases.add(
        of(
            "Scan backwards, along the second axis",
            b ->
                b.initializer("w", List.of(4), normal(4))
                    .initializer("h0", List.of(2, 4), normal(8))
                    .node(
                        "Scan",
                        List.of("h0", "x"),
                        List.of("last", "y"),
                        attribute("body", step()),
                        attribute("num_scan_inputs", 1),
                        attribute("scan_input_axes", List.of(1L)),
                        attribute("scan_input_directions", List.of(1L)),
                        attribute("scan_output_axes", List.of(-2L)),
                        attribute("scan_output_directions", List.of(1L)))));
  }

  private void map() {
    GraphProto body =
        OnnxBuilder.create()
            .bodyInput("element", DataType.FLOAT, List.of(2, 1, 4))
            .bodyInput("factor", DataType.FLOAT, List.of(4))
            .node("Mul", List.of("element", "factor"), "p")
            .node("Tanh", List.of("p"), "mapped")
            .output("mapped")
            .graph();
    cases.add(
        of(
            "SequenceMap",
            b ->
                b.initializer("w", List.of(4), normal(4))
                    .node("SplitToSequence", List.of("x"), "list", attribute("axis", 1))
                    .node("SequenceMap", List.of("list", "w"), "m", attribute("body", body))
                    .node("ConcatFromSequence", List.of("m"), "y", attribute("axis", 1))));
  }

  /**
   * x times what it becomes in the type of another value: x itself where that holds truth values.
   */
  private static OnnxBuilder timesCast(OnnxBuilder b, String x, String other, String result) {
    return b.node("CastLike", List.of(x, other), result + "_like")
        .node("Cast", List.of(result + "_like"), result + "_real", attribute("to", 1))
        .node("Mul", List.of(x, result + "_real"), result);
  }

  private static OnnxBuilder isPositive(OnnxBuilder b) {
    return b.initializer("zero", List.of(), 0).node("Greater", List.of("x", "zero"), "positive");
  }

  /** Its body is given truth values and gives some. */
  private void truthInScan() {
    OnnxBuilder body =
        OnnxBuilder.create()
            .bodyInput("x_t", DataType.FLOAT, List.of(2, 4))
            .bodyInput("m_t", DataType.BOOL, List.of(2, 4))
            .node("Not", List.of("m_t"), "other");
    GraphProto graph =
        timesCast(body, "x_t", "m_t", "kept").output("kept").output("other", DataType.BOOL).graph();
    cases.add(
        of(
            "Scan over truth values",
            b ->
                timesCast(
                    isPositive(b)
                        .node(
                            "Scan",
                            List.of("x", "positive"),
                            List.of("rows", "others"),
                            attribute("body", graph),
                            attribute("num_scan_inputs", 2),
                            attribute("scan_input_axes", List.of(1L, 1L)),
                            attribute("scan_output_axes", List.of(1L, 1L))),
                    "rows",
                    "others",
                    "y")));
  }

  private void truthFromLoop() {
    GraphProto body =
        OnnxBuilder.create()
            .bodyInput("i", DataType.INT64, List.of())
            .bodyInput("go", DataType.BOOL, List.of())
            .bodyInput("m", DataType.BOOL, List.of(2, 3, 4))
            .node("Identity", List.of("go"), "on")
            .node("Not", List.of("m"), "turned")
            .node("Identity", List.of("turned"), "each")
            .output("on", DataType.BOOL)
            .output("turned", DataType.BOOL)
            .output("each", DataType.BOOL)
            .graph();
    cases.add(
        of(
            "Loop that gives truth values",
            b -> {
              isPositive(b)
                  .integers("one", List.of(), 1)
                  .integers("first", List.of(1), 0)
                  .node(
                      "Loop",
                      List.of("one", "", "positive"),
                      List.of("last", "all"),
                      attribute("body", body))
                  .node("Squeeze", List.of("all", "first"), "only");
              timesCast(timesCast(b, "x", "last", "p"), "p", "only", "y");
            }));
  }

  private void truthInMap() {
    OnnxBuilder body =
        OnnxBuilder.create()
            .bodyInput("element", DataType.BOOL, List.of(2, 3, 4))
            .bodyInput("value", DataType.FLOAT, List.of(2, 3, 4))
            .node("Not", List.of("element"), "other");
    GraphProto graph =
        timesCast(body, "value", "element", "kept")
            .output("kept")
            .output("other", DataType.BOOL)
            .graph();
    cases.add(
        of(
            "SequenceMap over truth values",
            b -> {
              isPositive(b)
                  .integers("first", List.of(), 0)
                  .node("SequenceConstruct", List.of("positive"), "list")
                  .node(
                      "SequenceMap",
                      List.of("list", "x"),
                      List.of("values", "others"),
                      attribute("body", graph))
                  .node("SequenceAt", List.of("values", "first"), "p")
                  .node("SequenceAt", List.of("others", "first"), "m");
              timesCast(b, "p", "m", "y");
            }));
  }
}
