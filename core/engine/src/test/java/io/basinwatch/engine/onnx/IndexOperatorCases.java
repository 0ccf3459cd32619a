package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.normal;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import onnx.OnnxMl.AttributeProto;

/** What reads and writes by index. */
final class IndexOperatorCases {
  private final List<Case> cases = new ArrayList<>();

  private IndexOperatorCases() {}

  static List<Case> all() {
    IndexOperatorCases all = new IndexOperatorCases();
    all.gathers();
    all.scatters();
    all.parts();
    all.corners();
    all.thereAndBack();
    all.orders();
    return all.cases;
  }

  private void gathers() {
    cases.add(
        of(
            "GatherElements",
            b ->
                b.integers("i", List.of(2, 2, 3), 0, 2, 1, -1, 0, 1, 2, 2, 0, 0, -3, 1)
                    .node("GatherElements", List.of("x", "i"), "y", attribute("axis", 1))));
    cases.add(
        of(
            "GatherND",
            b ->
                b.integers("i", List.of(2, 3, 2), 0, 1, 1, -1, 1, 0, -2, 2, 0, 0, 1, 1)
                    .node("GatherND", List.of("x", "i"), "y")));
    cases.add(
        of(
            "GatherND in batches",
            b ->
                b.integers("i", List.of(2, 2, 1), 0, 2, -1, 1)
                    .node("GatherND", List.of("x", "i"), "y", attribute("batch_dims", 1))));
    cases.add(
        of(
            "Gather by indices from the data",
            b ->
                b.node("Transpose", List.of("x"), "t", attribute("perm", List.of(0L, 2L, 1L)))
                    .node(
                        "ArgMax", List.of("x"), "m", attribute("axis", 2), attribute("keepdims", 0))
                    .initializer("w", List.of(4, 5), normal(20))
                    .integers("four", List.of(), 4)
                    .node("Sub", List.of("m", "four"), "i")
                    .node("Gather", List.of("w", "i"), "g")
                    .node("MatMul", List.of("t", "g"), "y")));
  }

  private void scatters() {
    for (String reduction : List.of("none", "add", "mul", "max", "min")) {
      AttributeProto how = attribute("reduction", reduction);
      boolean once = reduction.equals("none");
      cases.add(
          of(
              "ScatterElements " + reduction,
              b ->
                  b.integers("i", List.of(2, 2, 2), 0, 2, 1, once ? 0 : -1, -1, 0, 1, 2)
                      .initializer("u", List.of(2, 2, 2), normal(8))
                      .node(
                          "ScatterElements",
                          List.of("x", "i", "u"),
                          "y",
                          attribute("axis", 1),
                          how)));
      cases.add(
          of(
              "ScatterND " + reduction,
              b ->
                  b.integers("i", List.of(3, 2), 0, 1, once ? 0 : -2, once ? 0 : 1, 1, -1)
                      .initializer("u", List.of(3, 4), normal(12))
                      .node("ScatterND", List.of("x", "i", "u"), "y", how)));
    }
    for (String reduction : List.of("none", "add", "max", "min")) {
      cases.add(
          of(
              "Scatters by indices from the data, " + reduction,
              b ->
                  b.node("ArgMax", List.of("x"), "i", attribute("axis", 1))
                      .initializer("u", List.of(2, 1, 4), normal(8))
                      .node(
                          "ScatterElements",
                          List.of("x", "i", "u"),
                          "s",
                          attribute("axis", 1),
                          attribute("reduction", reduction))
                      .node("ArgMin", List.of("x"), "j", attribute("axis", 0))
                      .integers("one", List.of(1, 3, 1), 0, 1, 2)
                      .integers("last", List.of(1, 3, 1), 3, 2, 1)
                      .integers("first", List.of(1), 0)
                      .integers("end", List.of(1), 1)
                      .integers("axis", List.of(1), 2)
                      .node("Slice", List.of("j", "first", "end", "axis"), "k")
                      .node("Concat", List.of("k", "one", "last"), "t", attribute("axis", 2))
                      .initializer("v", List.of(1, 3), normal(3))
                      .node(
                          "ScatterND",
                          List.of("s", "t", "v"),
                          "y",
                          attribute("reduction", reduction))));
    }
  }

  /** By indices from the data, of which there are fewer than data along the other axes. */
  private void corners() {
    for (String reduction : List.of("none", "add", "max", "min")) {
      for (long axis = 0; axis < 3; axis++) {
        AttributeProto along = attribute("axis", axis);
        cases.add(
            of(
                "ScatterElements into a corner along %d, %s".formatted(axis, reduction),
                b ->
                    b.node("ArgMax", List.of("x"), "all", along)
                        .integers("from", List.of(2), 0, 0)
                        .integers("to", List.of(2), 1, 2)
                        .integers("axes", List.of(2), 0, 2)
                        .node("Slice", List.of("all", "from", "to", "axes"), "i")
                        .initializer("c", List.of(2, 3, 4), normal(24))
                        .node("Mul", List.of("x", "c"), "products")
                        .node("ReduceSum", List.of("products", "over"), "u")
                        .integers("over", List.of(1), along.getI())
                        .node("Slice", List.of("u", "from", "to", "axes"), "v")
                        .node(
                            "ScatterElements",
                            List.of("x", "i", "v"),
                            "y",
                            along,
                            attribute("reduction", reduction))));
      }
    }
  }

  private void parts() {
    for (int place : new int[] {0, 1, -1}) {
      cases.add(
          of(
              "Scatters of a whole part at " + place,
              b ->
                  b.integers("j", List.of(1, 1, 1), place)
                      .integers("wide", List.of(3), 2, 1, 4)
                      .node("Expand", List.of("j", "wide"), "i")
                      .initializer("u", List.of(2, 1, 4), normal(8))
                      .node("ScatterElements", List.of("x", "i", "u"), "s", attribute("axis", 1))
                      .node("Transpose", List.of("s"), "t", attribute("perm", List.of(1L, 0L, 2L)))
                      .integers("rows", List.of(2, 1), Math.max(0, place), Math.max(0, place) + 1)
                      .initializer("v", List.of(2, 2, 4), normal(16))
                      .node("ScatterND", List.of("t", "rows", "v"), "r")
                      .node(
                          "Transpose", List.of("r"), "y", attribute("perm", List.of(1L, 0L, 2L)))));
    }
  }

  /** Sorts rows by what they hold and puts them back, as mixtures of experts do. */
  private void thereAndBack() {
    cases.add(
        of(
            "ScatterND of whole numbers",
            b ->
                b.integers("rows", List.of(2), 6, 4)
                    .node("Reshape", List.of("x", "rows"), "r")
                    .node("ReduceSum", List.of("r", "last"), "s", attribute("keepdims", 0))
                    .integers("last", List.of(1), 1)
                    .integers("six", List.of(1), 6)
                    .node("TopK", List.of("s", "six"), List.of("v", "order"))
                    .node("Gather", List.of("r", "order"), "sorted")
                    .initializer("w", List.of(6, 4), normal(24))
                    .node("Mul", List.of("sorted", "w"), "m")
                    .integers("zeros", List.of(6), 0, 0, 0, 0, 0, 0)
                    .node("Unsqueeze", List.of("order", "last"), "places")
                    .integers("count", List.of(6), 0, 1, 2, 3, 4, 5)
                    .node("ScatterND", List.of("zeros", "places", "count"), "back")
                    .node("Gather", List.of("m", "back"), "g")
                    .integers("shape", List.of(3), -1, 3, 4)
                    .node("Reshape", List.of("g", "shape"), "y")));
  }

  private void orders() {
    for (long largest = 0; largest < 2; largest++) {
      AttributeProto which = attribute("largest", largest);
      cases.add(
          of(
              "TopK largest=" + largest,
              b ->
                  b.integers("k", List.of(1), 2)
                      .node(
                          "TopK",
                          List.of("x", "k"),
                          List.of("y", "i"),
                          attribute("axis", 1),
                          which)));
    }
    for (long axis = 0; axis < 3; axis++) {
      AttributeProto along = attribute("axis", axis);
      cases.add(
          of(
              "Hardmax along " + axis,
              b ->
                  b.node("Hardmax", List.of("x"), "h", along).node("Mul", List.of("h", "x"), "y")));
    }
    cases.add(
        of(
            "ReverseSequence",
            b ->
                b.integers("lengths", List.of(3), 2, 1, 2)
                    .node("ReverseSequence", List.of("x", "lengths"), "r")
                    .integers("two", List.of(2), 3, 2)
                    .node(
                        "ReverseSequence",
                        List.of("r", "two"),
                        "y",
                        attribute("time_axis", 1),
                        attribute("batch_axis", 0))));
    cases.add(
        of(
            "ReverseSequence of lengths from the data",
            b ->
                b.node(
                        "ArgMax",
                        List.of("x"),
                        "last",
                        attribute("axis", 1),
                        attribute("keepdims", 0))
                    .integers("zero", List.of(1), 0)
                    .integers("one", List.of(1), 1)
                    .node("Slice", List.of("last", "zero", "one", "one"), "s")
                    .node("Squeeze", List.of("s", "one"), "i")
                    .node("Add", List.of("i", "one"), "lengths")
                    .node(
                        "ReverseSequence",
                        List.of("x", "lengths"),
                        "y",
                        attribute("time_axis", 1),
                        attribute("batch_axis", 0))));
    for (String operator : List.of("ArgMax", "ArgMin")) {
      for (long last = 0; last < 2; last++) {
        AttributeProto which = attribute("select_last_index", last);
        cases.add(
            of(
                operator + ", OneHot, last=" + last,
                b ->
                    b.integers("d", List.of(), 4)
                        .initializer("v", List.of(2), -1, 2)
                        .node("Round", List.of("x"), "r")
                        .node(
                            operator,
                            List.of("r"),
                            "i",
                            attribute("axis", 2),
                            attribute("keepdims", 0),
                            which)
                        .node("OneHot", List.of("i", "d", "v"), "y", attribute("axis", 1))));
      }
    }
  }
}
