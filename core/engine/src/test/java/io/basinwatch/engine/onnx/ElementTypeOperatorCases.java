package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import onnx.OnnxMl.AttributeProto;

/** Operators on whole numbers, and truth values that are still known as such behind an operator. */
final class ElementTypeOperatorCases {
  private static final AttributeProto INT8 = attribute("to", 3);
  private static final AttributeProto INT64 = attribute("to", 7);
  private static final AttributeProto FLOAT = attribute("to", 1);

  private final List<Case> cases = new ArrayList<>();

  private ElementTypeOperatorCases() {}

  static List<Case> all() {
    ElementTypeOperatorCases all = new ElementTypeOperatorCases();
    all.whole(
        "MatMul",
        INT64,
        b ->
            b.integers("w", List.of(4, 2), 1, -2, 3, 4, 0, 5, -6, 7)
                .node("MatMul", List.of("i", "w"), "j"));
    all.whole(
        "Einsum",
        INT64,
        b ->
            b.integers("w", List.of(4, 2), 1, -2, 3, 4, 0, 5, -6, 7)
                .node("Einsum", List.of("i", "w"), "j", attribute("equation", "bij,jk->bki")));
    all.whole(
        "MaxPool",
        INT8,
        b ->
            b.node(
                "MaxPool", List.of("i"), "j", attribute("kernel_shape", List.of(2L)), pads(1, 0)));
    all.truths("ReduceMax", b -> b.node("ReduceMax", List.of("t", "a"), "m"));
    all.truths("ReduceMin", b -> b.node("ReduceMin", List.of("t", "a"), "m"));
    all.truths(
        "SequenceConstruct, SequenceAt",
        b ->
            b.node("SequenceConstruct", List.of("t", "t"), "s")
                .integers("one", List.of(), 1)
                .node("SequenceAt", List.of("s", "one"), "m"));
    return all.cases;
  }

  private static AttributeProto pads(long before, long after) {
    return attribute("pads", List.of(before, after));
  }

  /** j from whole numbers i. */
  private void whole(String name, AttributeProto type, Consumer<OnnxBuilder> operator) {
    cases.add(
        of(
            name + " of whole numbers",
            b -> {
              b.initializer("c", List.of(), 5)
                  .node("Mul", List.of("x", "c"), "p")
                  .node("Cast", List.of("p"), "i", type);
              operator.accept(b);
              b.node("Cast", List.of("j"), "y", FLOAT);
            }));
  }

  /** m from truth values t: what becomes like m is 0 or 1. */
  private void truths(String name, Consumer<OnnxBuilder> operator) {
    cases.add(
        of(
            name + " of truth values",
            b -> {
              b.initializer("c", List.of(4), 0, .5f, -.5f, 0)
                  .integers("a", List.of(1), 2)
                  .node("Greater", List.of("x", "c"), "t");
              operator.accept(b);
              b.node("CastLike", List.of("x", "m"), "l").node("Cast", List.of("l"), "y", FLOAT);
            }));
  }
}
