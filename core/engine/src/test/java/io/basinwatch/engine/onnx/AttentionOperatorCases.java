package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OperatorCases.normal;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;

/** Attention and rotary embedding, of opset 23. */
final class AttentionOperatorCases {
  private static final int OPSET = 23;

  private final List<Case> cases = new ArrayList<>();

  private AttentionOperatorCases() {}

  static List<Case> all() {
    AttentionOperatorCases all = new AttentionOperatorCases();
    all.attention();
    all.rotary();
    return all.cases;
  }

  private void attention() {
    cases.add(
        of(
            "Attention, causal",
            b ->
                b.opset(OPSET)
                    .initializer("w", List.of(4, 4), normal(16))
                    .node("MatMul", List.of("x", "w"), "k")
                    .node(
                        "Attention",
                        List.of("x", "k", "x"),
                        "y",
                        attribute("q_num_heads", 2),
                        attribute("kv_num_heads", 2),
                        attribute("is_causal", 1))));
    cases.add(
        of(
            "Attention, grouped, masked and capped",
            b ->
                b.opset(OPSET)
                    .initializer("w", List.of(4, 2), normal(8))
                    .initializer("m", List.of(3, 3), normal(9))
                    .node("MatMul", List.of("x", "w"), "k")
                    .node(
                        "Attention",
                        List.of("x", "k", "k", "m"),
                        "y",
                        attribute("q_num_heads", 2),
                        attribute("kv_num_heads", 1),
                        attribute("scale", .7),
                        attribute("softcap", 2.))));
    cases.add(
        of(
            "Attention with a mask of truth values, one query without a key",
            b ->
                b.opset(OPSET)
                    .initializer("m", List.of(3, 3), 1, 0, 1, 0, 0, 0, 1, 1, 0)
                    .node("Cast", List.of("m"), "t", attribute("to", 9))
                    .node(
                        "Attention",
                        List.of("x", "x", "x", "t"),
                        "y",
                        attribute("q_num_heads", 2),
                        attribute("kv_num_heads", 2))));
  }

  private void rotary() {
    for (long interleaved = 0; interleaved < 2; interleaved++) {
      long how = interleaved;
      cases.add(
          of(
              "RotaryEmbedding interleaved=" + interleaved,
              b ->
                  b.opset(OPSET)
                      .initializer("c", List.of(5, 2), normal(10))
                      .initializer("s", List.of(5, 2), normal(10))
                      .integers("p", List.of(2, 3), 0, 1, 2, 4, 3, 2)
                      .node(
                          "RotaryEmbedding",
                          List.of("x", "c", "s", "p"),
                          "y",
                          attribute("num_heads", 1),
                          attribute("interleaved", how))));
    }
  }
}
