package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static io.basinwatch.engine.onnx.OnnxBuilder.reals;
import static io.basinwatch.engine.onnx.OnnxBuilder.texts;
import static io.basinwatch.engine.onnx.OperatorCases.normal;
import static io.basinwatch.engine.onnx.OperatorCases.of;

import io.basinwatch.engine.onnx.OperatorCases.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onnx.OnnxMl.AttributeProto;
import org.nd4j.shade.protobuf.ByteString;

/** Recurrent layers over x as (time 3, batch 2, input 4). */
final class RecurrentOperatorCases {
  private static final int HIDDEN = 5;
  private static final Map<String, Integer> GATES = Map.of("RNN", 1, "GRU", 3, "LSTM", 4);

  private final List<Case> cases = new ArrayList<>();

  private RecurrentOperatorCases() {}

  static List<Case> all() {
    RecurrentOperatorCases all = new RecurrentOperatorCases();
    for (String operator : List.of("RNN", "GRU", "LSTM")) {
      for (String direction : List.of("forward", "reverse", "bidirectional")) {
        all.layer(operator, direction, List.of("x", "w", "r", "b"), "Y");
        all.layer(operator, direction, List.of("x", "w", "r", "b", "lengths", "h", "c"), "Y");
      }
      all.layer(operator, "bidirectional", List.of("x", "w", "r", "b", "lengths"), "Y_h");
      all.layer(operator, "forward", List.of("x", "w", "r"), "Y", attribute("clip", .3));
    }
    all.layer("LSTM", "forward", List.of("x", "w", "r", "b"), "Y_c");
    all.layer("LSTM", "reverse", List.of("x", "w", "r", "b", "lengths", "h", "c"), "Y_c");
    all.layer("LSTM", "forward", List.of("x", "w", "r", "b", "", "", "", "p"), "Y");
    all.layer("LSTM", "forward", List.of("x", "w", "r", "b"), "Y", attribute("input_forget", 1));
    for (String direction : List.of("forward", "bidirectional")) {
      all.layer(
          "GRU",
          direction,
          List.of("x", "w", "r", "b", "", "h"),
          "Y",
          attribute("linear_before_reset", 1));
    }
    all.activations();
    return all.cases;
  }

  private void activations() {
    layer(
        "LSTM",
        "forward",
        List.of("x", "w", "r", "b"),
        "Y",
        texts("activations", List.of("HardSigmoid", "ScaledTanh", "Affine")),
        reals("activation_alpha", List.of(.3f, .9f, 1.1f)),
        reals("activation_beta", List.of(.4f, .8f, .1f)));
    for (List<String> pair :
        List.of(
            List.of("Softsign", "Softplus"),
            List.of("Sigmoid", "Relu"),
            List.of("LeakyRelu", "Elu"),
            List.of("ThresholdedRelu", "Tanh"))) {
      layer(
          "GRU",
          "forward",
          List.of("x", "w", "r", "b"),
          "Y",
          texts("activations", pair),
          reals("activation_alpha", List.of(.2f, .7f)));
    }
  }

  private void layer(
      String operator,
      String direction,
      List<String> operands,
      String result,
      AttributeProto... more) {
    int directions = direction.equals("bidirectional") ? 2 : 1;
    int gates = GATES.get(operator);
    List<String> inputs = new ArrayList<>(operands);
    inputs.set(0, "steps");
    if (!operator.equals("LSTM")) {
      inputs.remove("c");
    }
    List<AttributeProto> attributes = new ArrayList<>(List.of(more));
    attributes.add(attribute("hidden_size", HIDDEN));
    attributes.add(attribute("direction", direction));
    List<String> outputs =
        operator.equals("LSTM") ? List.of("Y", "Y_h", "Y_c") : List.of("Y", "Y_h");
    AttributeProto samplesFirst =
        attribute("perm", result.equals("Y") ? List.of(2L, 0L, 1L, 3L) : List.of(1L, 0L, 2L));
    cases.add(
        of(
            "%s %s %s -> %s".formatted(operator, direction, inputs, result)
                + List.of(more).stream().map(RecurrentOperatorCases::describe).toList(),
            b -> {
              tensor(b, "w", directions, gates * HIDDEN, 4);
              tensor(b, "r", directions, gates * HIDDEN, HIDDEN);
              tensor(b, "b", directions, 2 * gates * HIDDEN);
              tensor(b, "h", directions, 2, HIDDEN);
              tensor(b, "c", directions, 2, HIDDEN);
              tensor(b, "p", directions, 3 * HIDDEN);
              b.integers32("lengths", List.of(2), 3, 2)
                  .node("Transpose", List.of("x"), "steps", attribute("perm", List.of(1L, 0L, 2L)))
                  .node(operator, inputs, outputs, attributes.toArray(AttributeProto[]::new))
                  .node("Transpose", List.of(result), "y", samplesFirst);
            }));
  }

  private static String describe(AttributeProto attribute) {
    return attribute.getName()
        + attribute.getStringsList().stream().map(ByteString::toStringUtf8).toList();
  }

  private static void tensor(OnnxBuilder builder, String name, Integer... shape) {
    int size = List.of(shape).stream().reduce(1, Math::multiplyExact);
    float[] values = normal(size);
    for (int i = 0; i < size; i++) {
      values[i] *= .5f;
    }
    builder.initializer(name, List.of(shape), values);
  }
}
