package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import onnx.OnnxMl.AttributeProto;

/** Small models, each with one operator from x (2, 3, 4) and constants to y. */
public final class OperatorCases {
  public static final int BATCH = 2;
  public static final List<Integer> SAMPLE = List.of(3, 4);

  public record Case(String name, byte[] model) {
    @Override
    public String toString() {
      return name;
    }
  }

  private OperatorCases() {}

  public static Stream<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (String operator :
        List.of(
            "Neg",
            "Abs",
            "Sign",
            "Exp",
            "Relu",
            "Tanh",
            "Sigmoid",
            "Softplus",
            "Erf",
            "Identity")) {
      cases.add(of(operator, b -> b.node(operator, List.of("x"), "y")));
    }
    for (String operator : List.of("Log", "Sqrt", "Reciprocal")) {
      cases.add(
          of(operator, b -> b.node("Exp", List.of("x"), "e").node(operator, List.of("e"), "y")));
    }
    arithmetic(cases);
    comparisons(cases);
    products(cases);
    layouts(cases);
    parts(cases);
    rows(cases);
    shapes(cases);
    cases.addAll(FunctionOperatorCases.all());
    cases.addAll(ElementTypeOperatorCases.all());
    cases.addAll(IndexOperatorCases.all());
    cases.addAll(LayoutOperatorCases.all());
    cases.addAll(NormalizationOperatorCases.all());
    cases.addAll(RecurrentOperatorCases.all());
    cases.addAll(AttentionOperatorCases.all());
    cases.addAll(WindowOperatorCases.all());
    cases.addAll(ResizeOperatorCases.all());
    cases.addAll(GridOperatorCases.all());
    cases.addAll(FourierOperatorCases.all());
    cases.addAll(ControlFlowOperatorCases.all());
    return cases.stream();
  }

  private static void arithmetic(List<Case> cases) {
    for (String operator : List.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Sum")) {
      cases.add(
          of(
              operator,
              b ->
                  b.initializer("c", List.of(3, 1), 2, -3, .5f)
                      .node(operator, List.of("x", "c"), "y")));
    }
    for (float exponent : new float[] {0, .5f, 1, 2, 3, -1, 2.5f}) {
      cases.add(
          of(
              "Pow " + exponent,
              b ->
                  b.initializer("e", List.of(), exponent)
                      .node("Exp", List.of("x"), "p")
                      .node("Pow", List.of("p", "e"), "y")));
    }
    cases.add(
        of(
            "Pow with a whole exponent",
            b -> b.integers("e", List.of(), 3).node("Pow", List.of("x", "e"), "y")));
  }

  private static void comparisons(List<Case> cases) {
    for (String operator : List.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual")) {
      cases.add(
          of(
              operator + ", Where",
              b ->
                  b.initializer("c", List.of(4), 0, .5f, -.5f, 0)
                      .node("Relu", List.of("x"), "r")
                      .node(operator, List.of("r", "c"), "t")
                      .node("Where", List.of("t", "x", "c"), "y")));
    }
    cases.add(
        of(
            "And, Or, Not, Cast",
            b ->
                b.initializer("c", List.of(4), 0, .5f, -.5f, 0)
                    .node("Greater", List.of("x", "c"), "p")
                    .node("Less", List.of("c", "x"), "q")
                    .node("Cast", List.of("x"), "r", attribute("to", 9))
                    .node("Not", List.of("q"), "n")
                    .node("Or", List.of("n", "p"), "o")
                    .node("And", List.of("o", "r"), "a")
                    .node("Cast", List.of("a"), "y", attribute("to", 1))));
  }

  private static void products(List<Case> cases) {
    for (int transposeA = 0; transposeA < 2; transposeA++) {
      for (int transposeB = 0; transposeB < 2; transposeB++) {
        AttributeProto a = attribute("transA", transposeA);
        AttributeProto c = attribute("transB", transposeB);
        List<Integer> left = transposeA == 1 ? List.of(5, 2) : List.of(2, 5);
        List<Integer> right = transposeB == 1 ? List.of(12, 5) : List.of(5, 12);
        cases.add(
            of(
                "Gemm " + transposeA + transposeB,
                b ->
                    b.initializer("a", left, normal(10))
                        .initializer("b", right, normal(60))
                        .node("Flatten", List.of("x"), "f")
                        .node(
                            "Gemm",
                            List.of("a", "b", "f"),
                            "y",
                            a,
                            c,
                            attribute("alpha", .5),
                            attribute("beta", 2.))));
      }
    }
    cases.add(
        of(
            "Gemm without bias",
            b ->
                b.initializer("b", List.of(12, 5), normal(60))
                    .node("Flatten", List.of("x"), "f")
                    .node("Gemm", List.of("f", "b"), "y")));
    for (List<Integer> shape :
        List.of(
            List.of(4, 5), List.of(4), List.of(2, 4, 5), List.of(1, 4, 5), List.of(5, 1, 4, 2))) {
      int size = shape.stream().reduce(1, Math::multiplyExact);
      String last = shape.size() == 4 ? "t" : "y";
      cases.add(
          of(
              "MatMul " + shape,
              b -> {
                b.initializer("w", shape, normal(size)).node("MatMul", List.of("x", "w"), last);
                if (shape.size() == 4) {
                  b.node(
                      "Transpose", List.of("t"), "y", attribute("perm", List.of(1L, 0L, 2L, 3L)));
                }
              }));
    }
    cases.add(
        of(
            "MatMul from the left",
            b ->
                b.initializer("w", List.of(5, 3), normal(15))
                    .node("MatMul", List.of("w", "x"), "y")));
    cases.add(
        of(
            "MatMul of a row",
            b -> b.initializer("w", List.of(3), normal(3)).node("MatMul", List.of("w", "x"), "y")));
  }

  private static void layouts(List<Case> cases) {
    cases.add(
        of(
            "Reshape with 0 and -1",
            b -> b.integers("s", List.of(3), 0, -1, 2).node("Reshape", List.of("x", "s"), "y")));
    for (long axis : new long[] {1, 2, -1, 3}) {
      cases.add(
          of(
              "Flatten " + axis,
              b ->
                  b.node("Flatten", List.of("x"), "f", attribute("axis", axis))
                      .integers("s", List.of(2), 2, -1)
                      .node("Reshape", List.of("f", "s"), "y")));
    }
    cases.add(
        of(
            "Transpose",
            b -> b.node("Transpose", List.of("x"), "y", attribute("perm", List.of(0L, 2L, 1L)))));
    cases.add(
        of(
            "Transpose, reversed twice",
            b ->
                b.node("Transpose", List.of("x"), "t")
                    .node("Tanh", List.of("t"), "h")
                    .node("Transpose", List.of("h"), "y")));
    cases.add(
        of(
            "Unsqueeze, Squeeze",
            b ->
                b.integers("a", List.of(2), 1, -1)
                    .integers("b", List.of(1), -1)
                    .node("Unsqueeze", List.of("x", "a"), "u")
                    .node("Squeeze", List.of("u", "b"), "y")));
    cases.add(
        of(
            "Squeeze of every 1",
            b ->
                b.integers("a", List.of(2), 1, 4)
                    .node("Unsqueeze", List.of("x", "a"), "u")
                    .node("Squeeze", List.of("u"), "y")));
    cases.add(
        of(
            "Expand",
            b ->
                b.integers("a", List.of(1), 1)
                    .integers("s", List.of(4), 2, 5, 1, 4)
                    .node("Unsqueeze", List.of("x", "a"), "u")
                    .node("Expand", List.of("u", "s"), "y")));
  }

  private static void parts(List<Case> cases) {
    for (long axis : new long[] {1, 2, -1}) {
      int rows = axis == 1 ? 3 : 4;
      cases.add(
          of(
              "Gather " + axis,
              b ->
                  b.integers("i", List.of(2, 2), 0, rows - 1, -1, 1)
                      .node("Gather", List.of("x", "i"), "y", attribute("axis", axis))));
    }
    cases.add(
        of(
            "Gather of one",
            b ->
                b.integers("i", List.of(), -2)
                    .node("Gather", List.of("x", "i"), "y", attribute("axis", 2))));
    cases.add(
        of(
            "Concat",
            b ->
                b.node("Tanh", List.of("x"), "t")
                    .node("Concat", List.of("x", "t", "x"), "y", attribute("axis", -2))));
    slice(cases, "Slice", new long[] {1, 1}, new long[] {3, -1}, new long[] {1, 2}, null);
    slice(
        cases,
        "Slice by steps",
        new long[] {-1, -2},
        new long[] {-100, Long.MAX_VALUE},
        new long[] {-1, 1},
        new long[] {-2, 1});
    slice(
        cases,
        "Slice backwards to the first",
        new long[] {100},
        new long[] {Long.MIN_VALUE},
        new long[] {2},
        new long[] {-1});
  }

  private static void slice(
      List<Case> cases, String name, long[] starts, long[] ends, long[] axes, long[] steps) {
    cases.add(
        of(
            name,
            b -> {
              List<String> inputs = new ArrayList<>(List.of("x", "starts", "ends", "axes"));
              b.integers("starts", List.of(starts.length), starts)
                  .integers("ends", List.of(ends.length), ends)
                  .integers("axes", List.of(axes.length), axes);
              if (steps != null) {
                b.integers("steps", List.of(steps.length), steps);
                inputs.add("steps");
              }
              b.node("Slice", inputs, "y");
            }));
  }

  private static void rows(List<Case> cases) {
    for (String operator : List.of("Softmax", "LogSoftmax")) {
      for (long axis : new long[] {-1, 1, 0}) {
        cases.add(
            of(
                operator + " " + axis,
                b -> b.node(operator, List.of("x"), "y", attribute("axis", axis))));
      }
    }
    for (String approximate : List.of("none", "tanh")) {
      cases.add(
          of(
              "Gelu " + approximate,
              b -> b.node("Gelu", List.of("x"), "y", attribute("approximate", approximate))));
    }
    for (String operator : List.of("ReduceSum", "ReduceMean", "ReduceMax")) {
      for (long keep = 0; keep < 2; keep++) {
        AttributeProto keepdims = attribute("keepdims", keep);
        cases.add(
            of(
                operator + " keepdims=" + keep,
                b ->
                    b.integers("a", List.of(2), -1, 1)
                        .node(operator, List.of("x", "a"), "y", keepdims)));
      }
    }
    cases.add(
        of(
            "ReduceMean, axes as attribute (opset 13)",
            b ->
                b.opset(13).node("ReduceMean", List.of("x"), "y", attribute("axes", List.of(2L)))));
    cases.add(
        of(
            "ReduceSum, no axes, no operation",
            b ->
                b.integers("a", List.of(0))
                    .node(
                        "ReduceSum",
                        List.of("x", "a"),
                        "y",
                        attribute("noop_with_empty_axes", 1))));
    cases.add(
        of(
            "ReduceMax of everything, keeping dimensions",
            b -> b.node("ReduceMax", List.of("x"), "m").node("Sub", List.of("x", "m"), "y")));
    for (long axis : new long[] {-1, 1}) {
      List<Integer> shape = axis == -1 ? List.of(4) : List.of(3, 4);
      int size = axis == -1 ? 4 : 12;
      cases.add(
          of(
              "LayerNormalization " + axis,
              b ->
                  b.initializer("s", shape, normal(size))
                      .initializer("b", shape, normal(size))
                      .node(
                          "LayerNormalization",
                          List.of("x", "s", "b"),
                          "y",
                          attribute("axis", axis),
                          attribute("epsilon", 1e-3))));
    }
    cases.add(
        of(
            "BatchNormalization",
            b ->
                b.initializer("s", List.of(3), 1, 2, 3)
                    .initializer("b", List.of(3), -1, 0, 1)
                    .initializer("m", List.of(3), .1f, .2f, .3f)
                    .initializer("v", List.of(3), .5f, 1, 2)
                    .node("BatchNormalization", List.of("x", "s", "b", "m", "v"), "y")));
    cases.add(of("Dropout", b -> b.node("Dropout", List.of("x"), "y")));
  }

  private static void shapes(List<Case> cases) {
    cases.add(
        of(
            "Shape arithmetic",
            b ->
                b.integers("one", List.of(1), 1)
                    .integers("twelve", List.of(1), 12)
                    .node("Shape", List.of("x"), "rows", attribute("start", 0), attribute("end", 1))
                    .node("Shape", List.of("x"), "all", attribute("start", -2))
                    .node("Gather", List.of("all", "one"), "last")
                    .node("Div", List.of("twelve", "last"), "rest")
                    .node("Mul", List.of("rest", "one"), "same")
                    .node("Concat", List.of("rows", "last", "same"), "s", attribute("axis", 0))
                    .node("Reshape", List.of("x", "s"), "y")));
    cases.add(
        of(
            "ConstantOfShape",
            b ->
                b.node("Shape", List.of("x"), "s")
                    .node("ConstantOfShape", List.of("s"), "z")
                    .node("Add", List.of("x", "z"), "y")));
    cases.add(
        of(
            "Constant, Cast of a whole number",
            b ->
                b.node("Constant", List.of(), "i", attribute("value_int", 3))
                    .node("Constant", List.of(), "f", attribute("value_float", .5))
                    .node("Cast", List.of("i"), "c", attribute("to", 1))
                    .node("CastLike", List.of("i", "x"), "d")
                    .node("Mul", List.of("x", "c"), "p")
                    .node("Mul", List.of("p", "d"), "q")
                    .node("Sub", List.of("q", "f"), "y")));
    cases.add(
        of(
            "Cast truncates",
            b ->
                b.initializer("f", List.of(2), 1.7f, -.9f)
                    .node("Cast", List.of("f"), "i", attribute("to", 7))
                    .node("Gather", List.of("x", "i"), "y", attribute("axis", 2))));
  }

  static Case of(String name, Consumer<OnnxBuilder> nodes) {
    OnnxBuilder builder = OnnxBuilder.create().input("x", SAMPLE).output("y");
    nodes.accept(builder);
    return new Case(name, builder.build());
  }

  static float[] normal(int size) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
