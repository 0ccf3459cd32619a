package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import onnx.OnnxMl.AttributeProto;

/** Fourier transforms of x as real numbers (2, 3, 4, 1) and as complex ones (2, 3, 2, 2). */
final class FourierOperatorCases {
  private static final List<Integer> REAL = List.of(-1, 3, 4, 1);
  private static final List<Integer> COMPLEX = List.of(-1, 3, 2, 2);
  private static final AttributeProto ONE_SIDED = attribute("onesided", 1);
  private static final AttributeProto INVERSE = attribute("inverse", 1);
  private static final long NO_LENGTH = 0;

  private final List<Case> cases = new ArrayList<>();

  private FourierOperatorCases() {}

  static List<Case> all() {
    FourierOperatorCases all = new FourierOperatorCases();
    for (long axis = 1; axis <= 2; axis++) {
      all.transform("real", REAL, NO_LENGTH, axis);
      all.transform("real, one-sided", REAL, NO_LENGTH, axis, ONE_SIDED);
      all.transform("complex", COMPLEX, NO_LENGTH, axis);
      all.transform("inverse", COMPLEX, NO_LENGTH, axis, INVERSE);
      all.transform("longer", REAL, 5, axis, ONE_SIDED);
      all.transform("shorter", COMPLEX, 2, axis);
    }
    all.cases.add(
        OperatorCases.of(
            "DFT, axis as attribute (opset 17)",
            b ->
                b.opset(17)
                    .integers("s", List.of(4), -1, 3, 4, 1)
                    .node("Reshape", List.of("x", "s"), "r")
                    .node("DFT", List.of("r"), "y", attribute("axis", 2))));
    all.shortTime("STFT with a window", List.of("r", "step", "w", "length"));
    all.shortTime("STFT, both sides", List.of("r", "step", "", "length"), attribute("onesided", 0));
    for (String window : List.of("HannWindow", "HammingWindow", "BlackmanWindow")) {
      for (long periodic = 0; periodic < 2; periodic++) {
        AttributeProto attribute = attribute("periodic", periodic);
        all.cases.add(
            OperatorCases.of(
                window + " " + periodic,
                b ->
                    b.integers("n", List.of(), 4)
                        .node(window, List.of("n"), "w", attribute)
                        .node("Mul", List.of("x", "w"), "y")));
      }
    }
    return all.cases;
  }

  private void transform(
      String name, List<Integer> shape, long length, long axis, AttributeProto... attributes) {
    cases.add(
        OperatorCases.of(
            "DFT, %s, axis %d".formatted(name, axis),
            b -> {
              b.integers("s", List.of(4), shape.stream().mapToLong(Integer::longValue).toArray())
                  .integers("axis", List.of(), axis)
                  .node("Reshape", List.of("x", "s"), "r");
              if (length != NO_LENGTH) {
                b.integers("n", List.of(), length);
              }
              List<String> inputs = List.of("r", length == NO_LENGTH ? "" : "n", "axis");
              b.node("DFT", inputs, "y", attributes);
            }));
  }

  /** Frames of 5 numbers, 3 apart, of signals of 12. */
  private void shortTime(String name, List<String> inputs, AttributeProto... attributes) {
    cases.add(
        OperatorCases.of(
            name,
            b -> {
              b.integers("s", List.of(3), -1, 12, 1)
                  .integers("step", List.of(), 3)
                  .integers("length", List.of(), 5)
                  .node("Reshape", List.of("x", "s"), "r");
              if (inputs.contains("w")) {
                b.initializer("w", List.of(5), .1f, .8f, 1, .7f, .2f);
              }
              b.node("STFT", inputs, "y", attributes);
            }));
  }
}
