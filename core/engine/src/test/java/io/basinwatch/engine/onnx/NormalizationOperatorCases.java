package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.normal;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;

/** Normalisation layers. */
final class NormalizationOperatorCases {
  private final List<Case> cases = new ArrayList<>();

  private NormalizationOperatorCases() {}

  static List<Case> all() {
    NormalizationOperatorCases all = new NormalizationOperatorCases();
    all.layers();
    all.norms();
    return all.cases;
  }

  private void layers() {
    cases.add(
        of(
            "LayerNormalization with its means and deviations",
            b ->
                b.initializer("s", List.of(4), normal(4))
                    .node("LayerNormalization", List.of("x", "s"), List.of("n", "m", "d"))
                    .node("Mul", List.of("n", "m"), "p")
                    .node("Add", List.of("p", "d"), "y")));
    cases.add(
        of(
            "InstanceNormalization",
            b ->
                b.initializer("s", List.of(3), normal(3))
                    .initializer("b", List.of(3), 1, 2, 3)
                    .node(
                        "InstanceNormalization",
                        List.of("x", "s", "b"),
                        "y",
                        attribute("epsilon", 1e-2))));
    cases.add(
        of(
            "GroupNormalization by channels",
            b ->
                b.opset(21)
                    .integers("shape", List.of(4), -1, 6, 1, 2)
                    .initializer("s", List.of(6), normal(6))
                    .initializer("b", List.of(6), 1, 2, 3, 4, 5, 6)
                    .node("Reshape", List.of("x", "shape"), "r")
                    .node(
                        "GroupNormalization",
                        List.of("r", "s", "b"),
                        "y",
                        attribute("num_groups", 3))));
    cases.add(
        of(
            "GroupNormalization by groups",
            b ->
                b.opset(18)
                    .integers("shape", List.of(4), -1, 6, 1, 2)
                    .initializer("s", List.of(3), normal(3))
                    .initializer("b", List.of(3), 1, 2, 3)
                    .node("Reshape", List.of("x", "shape"), "r")
                    .node(
                        "GroupNormalization",
                        List.of("r", "s", "b"),
                        "y",
                        attribute("num_groups", 3))));
  }

  private void norms() {
    for (long axis : new long[] {-1, 1}) {
      List<Integer> shape = axis == 1 ? List.of(3, 4) : List.of(4);
      cases.add(
          of(
              "RMSNormalization " + axis,
              b ->
                  b.opset(23)
                      .initializer("s", shape, normal(axis == 1 ? 12 : 4))
                      .node("RMSNormalization", List.of("x", "s"), "y", attribute("axis", axis))));
    }
    for (long p = 1; p < 3; p++) {
      long order = p;
      cases.add(
          of(
              "LpNormalization " + p,
              b ->
                  b.node(
                      "LpNormalization",
                      List.of("x"),
                      "y",
                      attribute("axis", 1),
                      attribute("p", order))));
    }
    for (long size : new long[] {1, 3, 5, 9}) {
      long channels = size;
      cases.add(
          of(
              "LRN " + size,
              b ->
                  b.integers("shape", List.of(4), -1, 3, 2, 2)
                      .node("Reshape", List.of("x", "shape"), "r")
                      .node(
                          "LRN",
                          List.of("r"),
                          "y",
                          attribute("size", channels),
                          attribute("alpha", .5),
                          attribute("bias", 2.))));
    }
    cases.add(
        of(
            "MeanVarianceNormalization",
            b ->
                b.node(
                    "MeanVarianceNormalization",
                    List.of("x"),
                    "y",
                    attribute("axes", List.of(0L, 2L)))));
  }
}
