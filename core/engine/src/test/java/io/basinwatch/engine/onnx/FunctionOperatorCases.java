package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.normal;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import onnx.OnnxMl.AttributeProto;

/** Functions, activations, comparisons and reductions. */
final class FunctionOperatorCases {
  private final List<Case> cases = new ArrayList<>();

  private FunctionOperatorCases() {}

  static List<Case> all() {
    FunctionOperatorCases all = new FunctionOperatorCases();
    all.functions();
    all.activations();
    all.arithmetic();
    all.truths();
    all.reductions();
    all.einsums();
    all.determinants();
    all.losses();
    return all.cases;
  }

  private void plain(String operator, AttributeProto... attributes) {
    cases.add(of(operator, b -> b.node(operator, List.of("x"), "y", attributes)));
  }

  private void functions() {
    for (String operator :
        List.of("Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh", "Asinh", "Floor", "Ceil", "Round")) {
      plain(operator);
    }
    for (String operator : List.of("Asin", "Acos", "Atanh")) {
      cases.add(
          of(operator, b -> b.node("Tanh", List.of("x"), "t").node(operator, List.of("t"), "y")));
    }
    cases.add(
        of(
            "Acosh",
            b ->
                b.initializer("one", List.of(), 1)
                    .node("Exp", List.of("x"), "e")
                    .node("Add", List.of("e", "one"), "p")
                    .node("Acosh", List.of("p"), "y")));
  }

  private void activations() {
    for (String operator : List.of("Softsign", "Mish", "HardSwish", "Selu", "Celu", "Elu")) {
      plain(operator);
    }
    plain("LeakyRelu", attribute("alpha", .1));
    plain("Elu", attribute("alpha", .7));
    plain("Celu", attribute("alpha", .7));
    plain("Selu", attribute("alpha", 1.5), attribute("gamma", 1.2));
    plain("ThresholdedRelu", attribute("alpha", .4));
    plain("HardSigmoid", attribute("alpha", 1. / 6), attribute("beta", .4));
    plain("Shrink", attribute("lambd", .6), attribute("bias", .2));
    cases.add(
        of(
            "PRelu",
            b ->
                b.initializer("s", List.of(3, 1), .1f, -.2f, .3f)
                    .node("PRelu", List.of("x", "s"), "y")));
    cases.add(
        of(
            "Elu of large numbers",
            b ->
                b.initializer("c", List.of(), 200)
                    .node("Mul", List.of("x", "c"), "z")
                    .node("Elu", List.of("z"), "e")
                    .node("Div", List.of("e", "c"), "y")));
  }

  private void arithmetic() {
    for (List<String> limits :
        List.of(List.of("x", "low"), List.of("x", "", "high"), List.of("x", "low", "high"))) {
      cases.add(
          of(
              "Clip " + limits,
              b ->
                  b.initializer("low", List.of(), -.5f)
                      .initializer("high", List.of(), .4f)
                      .node("Clip", limits, "y")));
    }
    cases.add(
        of(
            "Mean",
            b ->
                b.initializer("c", List.of(4), normal(4))
                    .node("Mean", List.of("x", "c", "x"), "y")));
    cases.add(
        of(
            "Mod, fmod",
            b ->
                b.initializer("c", List.of(4), .3f, -.4f, .5f, 2)
                    .node("Mod", List.of("x", "c"), "y", attribute("fmod", 1))));
    cases.add(
        of(
            "Whole numbers of the data: Cast, Mod, Div, Mul, Where",
            b ->
                b.initializer("ten", List.of(), 10)
                    .integers("three", List.of(), -3)
                    .integers("two", List.of(), 2)
                    .node("Mul", List.of("x", "ten"), "t")
                    .node("Cast", List.of("t"), "i", attribute("to", 7))
                    .node("Mod", List.of("i", "three"), "m")
                    .node("Div", List.of("i", "two"), "d")
                    .node("Less", List.of("i", "two"), "l")
                    .node("Where", List.of("l", "m", "d"), "w")
                    .node("ReduceMax", List.of("w"), "r")
                    .node("Sub", List.of("w", "r"), "s")
                    .node("Cast", List.of("s"), "y", attribute("to", 1))));
  }

  private void truths() {
    cases.add(
        of(
            "Xor, IsNaN, IsInf",
            b ->
                b.initializer("c", List.of(4), 0, .5f, -.5f, 0)
                    .initializer("zero", List.of(), 0)
                    .node("Greater", List.of("x", "c"), "p")
                    .node("Less", List.of("x", "zero"), "q")
                    .node("Xor", List.of("p", "q"), "o")
                    .node("Sqrt", List.of("x"), "root")
                    .node("IsNaN", List.of("root"), "n")
                    .node("Div", List.of("x", "c"), "inf")
                    .node("IsInf", List.of("inf"), "f", attribute("detect_negative", 0))
                    .node("IsInf", List.of("inf"), "g")
                    .node("Xor", List.of("o", "n"), "u")
                    .node("Xor", List.of("u", "f"), "v")
                    .node("Xor", List.of("v", "g"), "w")
                    .node("Cast", List.of("w"), "y", attribute("to", 1))));
  }

  private void reductions() {
    for (String operator :
        List.of(
            "ReduceMin",
            "ReduceProd",
            "ReduceL1",
            "ReduceL2",
            "ReduceSumSquare",
            "ReduceLogSumExp")) {
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
            "ReduceLogSum",
            b ->
                b.integers("a", List.of(1), 1)
                    .node("Exp", List.of("x"), "e")
                    .node("ReduceLogSum", List.of("e", "a"), "y")));
  }

  private void einsums() {
    for (String equation :
        List.of("bij,bjk->bik", "bij,bkj->bki", "bij,bjk->bi", "b...j,...j->b...", "bij,bji->b")) {
      List<Integer> shape = equation.equals("bij,bkj->bki") ? List.of(2, 5, 4) : List.of(2, 4, 3);
      List<Integer> given = equation.contains("...") ? List.of(3, 4) : shape;
      int size = given.stream().reduce(1, Math::multiplyExact);
      cases.add(
          of(
              "Einsum " + equation,
              b ->
                  b.initializer("w", given, normal(size))
                      .node("Einsum", List.of("x", "w"), "y", attribute("equation", equation))));
    }
    cases.add(
        of(
            "Einsum of one, of three",
            b ->
                b.initializer("w", List.of(4, 2), normal(8))
                    .node("Einsum", List.of("x"), "t", attribute("equation", "bij->bji"))
                    .node(
                        "Einsum",
                        List.of("x", "t", "w"),
                        "y",
                        attribute("equation", "bij, bjk, jl -> bikl"))));
    cases.add(
        of(
            "Einsum of a diagonal",
            b ->
                b.node("Transpose", List.of("x"), "t", attribute("perm", List.of(0L, 2L, 1L)))
                    .node("MatMul", List.of("x", "t"), "s")
                    .node("Einsum", List.of("s"), "y", attribute("equation", "bii->bi"))));
  }

  private void determinants() {
    cases.add(
        of(
            "Det",
            b ->
                b.initializer("c", List.of(4, 3), normal(12))
                    .node("MatMul", List.of("x", "c"), "s")
                    .node("Det", List.of("s"), "y")));
    cases.add(
        of(
            "Det of one number, of rows that have to be exchanged",
            b ->
                b.initializer("c", List.of(4, 4), 0, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, -1, 2)
                    .integers("one", List.of(4), 2, 12, 1, 1)
                    .node("Reshape", List.of("x", "one"), "n")
                    .node("Det", List.of("n"), "p")
                    .node("Det", List.of("c"), "q")
                    .node("Mul", List.of("p", "q"), "y")));
  }

  private void losses() {
    for (String reduction : List.of("none", "mean", "sum")) {
      for (List<String> inputs : List.of(List.of("x", "t"), List.of("x", "t", "w"))) {
        for (String operator : List.of("SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss")) {
          cases.add(
              of(
                  operator + " " + inputs + " " + reduction,
                  b ->
                      b.integers("t", List.of(2, 4), 0, 2, 1, -1, 1, 0, -1, 2)
                          .initializer("w", List.of(3), .5f, 2, 1.5f)
                          .node(
                              operator,
                              inputs,
                              "l",
                              attribute("reduction", reduction),
                              attribute("ignore_index", -1))
                          .integers("s", List.of(2), 2, reduction.equals("none") ? 4 : 1)
                          .node("Expand", List.of("l", "s"), "y")));
        }
      }
    }
  }
}
