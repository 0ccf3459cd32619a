package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.normal;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import onnx.OnnxMl.AttributeProto;

/** Parts, margins, patterns and sequences. */
final class LayoutOperatorCases {
  private final List<Case> cases = new ArrayList<>();

  private LayoutOperatorCases() {}

  static List<Case> all() {
    LayoutOperatorCases all = new LayoutOperatorCases();
    all.splits();
    all.margins();
    all.blocks();
    all.patterns();
    all.sequences();
    return all.cases;
  }

  private void splits() {
    cases.add(
        of(
            "Split by sizes",
            b ->
                b.integers("s", List.of(2), 1, 3)
                    .node("Split", List.of("x", "s"), List.of("p", "q"), attribute("axis", -1))
                    .node("Mul", List.of("p", "q"), "y")));
    cases.add(
        of(
            "Split into two of unequal length",
            b ->
                b.node(
                        "Split",
                        List.of("x"),
                        List.of("p", "q"),
                        attribute("axis", 1),
                        attribute("num_outputs", 2))
                    .node("Mul", List.of("p", "q"), "y")));
  }

  private void margins() {
    for (String mode : List.of("constant", "reflect", "edge", "wrap")) {
      AttributeProto how = attribute("mode", mode);
      cases.add(
          of(
              "Pad " + mode,
              b ->
                  b.integers("p", List.of(6), 0, 1, 2, 0, 2, 3)
                      .node("Pad", List.of("x", "p"), "y", how)));
    }
    cases.add(
        of(
            "Pad with a number, along axes, and cut",
            b ->
                b.opset(18)
                    .integers("p", List.of(4), 1, -1, 0, 2)
                    .integers("a", List.of(2), -2, 2)
                    .initializer("v", List.of(), 7)
                    .node("Pad", List.of("x", "p", "v", "a"), "y")));
    cases.add(
        of(
            "CenterCropPad",
            b ->
                b.integers("s", List.of(3), 2, 6, 1)
                    .node("CenterCropPad", List.of("x", "s"), "y")));
    cases.add(
        of(
            "CenterCropPad along axes",
            b ->
                b.integers("s", List.of(2), 7, 2)
                    .node(
                        "CenterCropPad",
                        List.of("x", "s"),
                        "y",
                        attribute("axes", List.of(-1L, 1L)))));
    cases.add(
        of("Tile", b -> b.integers("r", List.of(3), 1, 3, 2).node("Tile", List.of("x", "r"), "y")));
  }

  private void blocks() {
    for (String mode : List.of("DCR", "CRD")) {
      AttributeProto how = attribute("mode", mode);
      cases.add(
          of(
              "SpaceToDepth, DepthToSpace " + mode,
              b ->
                  b.integers("s", List.of(4), -1, 1, 6, 2)
                      .node("Reshape", List.of("x", "s"), "r")
                      .node("SpaceToDepth", List.of("r"), "d", attribute("blocksize", 2))
                      .node("Sin", List.of("d"), "c")
                      .node("DepthToSpace", List.of("c"), "y", attribute("blocksize", 2), how)));
    }
  }

  private void patterns() {
    for (long exclusive = 0; exclusive < 2; exclusive++) {
      for (long reverse = 0; reverse < 2; reverse++) {
        AttributeProto first = attribute("exclusive", exclusive);
        AttributeProto second = attribute("reverse", reverse);
        cases.add(
            of(
                "CumSum exclusive=" + exclusive + " reverse=" + reverse,
                b ->
                    b.integers("a", List.of(), 1)
                        .node("CumSum", List.of("x", "a"), "y", first, second)));
      }
      AttributeProto upper = attribute("upper", exclusive);
      cases.add(
          of(
              "Trilu " + exclusive,
              b -> b.integers("k", List.of(), -1).node("Trilu", List.of("x", "k"), "y", upper)));
    }
    cases.add(
        of(
            "Range, Size, EyeLike, NonZero",
            b ->
                b.integers("zero", List.of(), 0)
                    .integers("two", List.of(), 2)
                    .integers("shape", List.of(2), 2, 1)
                    .integers("like", List.of(3, 4), new long[12])
                    .node("Size", List.of("x"), "n")
                    .node("Range", List.of("zero", "n", "two"), "r")
                    .node("Reshape", List.of("r", "tall"), "c")
                    .integers("tall", List.of(2), 3, 4)
                    .node("Cast", List.of("c"), "f", attribute("to", 1))
                    .node("EyeLike", List.of("like"), "e", attribute("dtype", 1), attribute("k", 1))
                    .integers("more", List.of(3), 2, 3, 4)
                    .node("Expand", List.of("e", "more"), "m")
                    .node("NonZero", List.of("m"), "z")
                    .node("Cast", List.of("z"), "w", attribute("to", 1))
                    .node("ReduceSum", List.of("w"), "s")
                    .node("Mul", List.of("x", "f"), "p")
                    .node("Add", List.of("p", "e"), "q")
                    .node("Add", List.of("q", "s"), "y")));
  }

  private void sequences() {
    cases.add(
        of(
            "SplitToSequence, SequenceAt, SequenceLength",
            b ->
                b.integers("two", List.of(), 2)
                    .integers("one", List.of(), -1)
                    .node("SplitToSequence", List.of("x", "two"), "s", attribute("axis", 2))
                    .node("SequenceAt", List.of("s", "one"), "p")
                    .node("SequenceLength", List.of("s"), "n")
                    .node("Cast", List.of("n"), "f", attribute("to", 1))
                    .node("Mul", List.of("p", "f"), "y")));
    cases.add(
        of(
            "Sequences made, changed and joined",
            b ->
                b.integers("first", List.of(), 0)
                    .node(
                        "SplitToSequence",
                        List.of("x"),
                        "s",
                        attribute("axis", 1),
                        attribute("keepdims", 0))
                    .node("SequenceAt", List.of("s", "first"), "p")
                    .node("Sin", List.of("p"), "q")
                    .node("SequenceInsert", List.of("s", "q", "first"), "t")
                    .node("SequenceErase", List.of("t"), "u")
                    .node(
                        "ConcatFromSequence",
                        List.of("u"),
                        "c",
                        attribute("axis", 2),
                        attribute("new_axis", 1))
                    .node("SequenceEmpty", List.of(), "none")
                    .node("SequenceInsert", List.of("none", "p"), "alone")
                    .node("SequenceAt", List.of("alone", "first"), "same")
                    .node("SequenceConstruct", List.of("same", "q"), "v")
                    .node("ConcatFromSequence", List.of("v"), "d", attribute("axis", 1))
                    .node("MatMul", List.of("d", "w"), "e")
                    .initializer("w", List.of(8, 3), normal(24))
                    .integers("wide", List.of(3), 2, 1, 3)
                    .node("Reshape", List.of("e", "wide"), "r")
                    .node("Add", List.of("c", "r"), "y")));
  }
}
