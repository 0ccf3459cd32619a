package io.basinwatch.engine;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.engine.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.protobuf.ByteString;

class LossFunctionsTest {

  private static LossFunction compile(
      OnnxBuilder model, TensorFile checkpoint, LossSpec spec, Map<String, Tensor> probe) {
    return LossFunctions.compile(
        Model.read(model.output("y").build()),
        checkpoint,
        spec,
        TensorFile.of(probe),
        EngineOptions.REFERENCE);
  }

  private static LossFunction compile(
      OnnxBuilder model, Map<String, Tensor> checkpoint, Loss loss, Map<String, Tensor> probe) {
    return compile(model, TensorFile.of(checkpoint), LossSpec.of(loss), probe);
  }

  /** y = x w for x (samples, 2). */
  private static OnnxBuilder linear(OnnxBuilder inputs) {
    return inputs.parameter("w", List.of(2, 1)).node("MatMul", List.of("x", "w"), "y");
  }

  private static Map<String, Tensor> linearProbe() {
    return Map.of(
        "x", Tensor.ofDoubles(List.of(3, 2), 1, 2, 3, 4, 5, 6),
        "target", Tensor.ofDoubles(List.of(3, 1), 1, 0, -1));
  }

  private static final Map<String, Tensor> W =
      Map.of("w", Tensor.ofDoubles(List.of(2, 1), .5, -.25));

  @Test
  void aLinearModelHasItsClosedForm() {
    // Given: residuals x w - y are -1, .5, 2
    try (LossFunction function =
        compile(
            linear(OnnxBuilder.create().input("x", List.of(2))),
            W,
            Loss.SQUARED_ERROR,
            linearProbe())) {
      ParameterVector gradient = function.zeros();
      double[] losses = new double[3];
      // When
      double loss = function.gradient(function.checkpoint(), Minibatch.whole(3), gradient);
      function.sampleLosses(function.checkpoint(), Minibatch.whole(3), losses);
      // Then
      assertThat(losses).containsExactly(new double[] {.5, .125, 2}, within(1e-15));
      assertThat(loss).isCloseTo(2.625 / 3, within(1e-15));
      assertThat(gradient.toArray())
          .containsExactly(new double[] {10.5 / 3, 12. / 3}, within(1e-14));
    }
  }

  @Test
  void aLossInTheModelIsTheLossOutsideOfIt() {
    // Given: the same weights, once with the model's own loss and once with its logits
    OnnxBuilder inside =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .integerInput("t", List.of())
            .parameter("w", List.of(2, 3))
            .node("MatMul", List.of("x", "w"), "z")
            .node(
                "SoftmaxCrossEntropyLoss",
                List.of("z", "t"),
                "y",
                OnnxBuilder.attribute("reduction", "none"),
                OnnxBuilder.attribute("ignore_index", -1));
    OnnxBuilder outside =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .parameter("w", List.of(2, 3))
            .node("MatMul", List.of("x", "w"), "y");
    Tensor x = Tensor.ofDoubles(List.of(3, 2), 1, 2, 3, 4, 5, 6);
    Tensor targets = Tensor.ofLongs(List.of(3), 2, 0, 1);
    Map<String, Tensor> weights =
        Map.of("w", Tensor.ofDoubles(List.of(2, 3), .5, -.25, .3, .1, -.2, .4));
    // When // Then
    try (LossFunction own =
            compile(inside, weights, Loss.MODEL_OUTPUT, Map.of("x", x, "t", targets));
        LossFunction ours =
            compile(outside, weights, Loss.CROSS_ENTROPY, Map.of("x", x, "target", targets))) {
      ParameterVector gradient = own.zeros();
      ParameterVector expected = ours.zeros();
      double loss = own.gradient(own.checkpoint(), Minibatch.whole(3), gradient);
      assertThat(loss)
          .isCloseTo(ours.gradient(ours.checkpoint(), Minibatch.whole(3), expected), within(1e-14));
      assertThat(gradient.toArray()).containsExactly(expected.toArray(), within(1e-14));
    }
  }

  @Test
  void anIgnoredTargetIsNoClass() {
    // Given
    Map<String, Tensor> probe =
        Map.of(
            "x", Tensor.ofDoubles(List.of(3, 2), 1, 2, 3, 4, 5, 6),
            "target", Tensor.ofLongs(List.of(3), 2, -100, 0));
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .parameter("w", List.of(2, 3))
            .node("MatMul", List.of("x", "w"), "y");
    TensorFile weights = TensorFile.of(Map.of("w", Tensor.ofDoubles(List.of(2, 3), new double[6])));

    // When // Then
    try (LossFunction loss =
        compile(model, weights, new LossSpec(Loss.CROSS_ENTROPY, OptionalLong.of(-100)), probe)) {
      assertThat(loss.targetClass(0)).hasValue(2);
      assertThat(loss.targetClass(1)).isEmpty();
      assertThat(loss.targetClass(2)).hasValue(0);
    }
  }

  @Test
  void aFixedBatchGivesTheSameNumbers() {
    // Given
    try (LossFunction open =
            compile(
                linear(OnnxBuilder.create().input("x", List.of(2))),
                W,
                Loss.MEAN_SQUARED_ERROR,
                linearProbe());
        LossFunction fixed =
            compile(
                linear(OnnxBuilder.create().fixedInput("x", 2, List.of(2))),
                W,
                Loss.MEAN_SQUARED_ERROR,
                linearProbe())) {
      ParameterVector expected = open.zeros();
      ParameterVector gradient = fixed.zeros();
      // When
      double loss = open.gradient(open.checkpoint(), Minibatch.whole(3), expected);
      double padded = fixed.gradient(fixed.checkpoint(), Minibatch.whole(3), gradient);
      // Then
      assertThat(padded).isCloseTo(loss, within(1e-15));
      assertThat(gradient.toArray()).containsExactly(expected.toArray(), within(1e-14));
    }
  }

  @Test
  void parametersLieInTheCheckpointsOrder() {
    // Given
    Map<String, Tensor> checkpoint = new LinkedHashMap<>();
    checkpoint.put("b", Tensor.ofDoubles(List.of(), 3));
    checkpoint.put("unrelated", Tensor.ofLongs(List.of(), 7));
    checkpoint.put("a", Tensor.ofDoubles(List.of(2), 1, 2));
    // When
    try (LossFunction function = compile(sumModel(), checkpoint, Loss.MODEL_OUTPUT, onesProbe())) {
      // Then
      assertThat(function.layout().entries())
          .containsExactly(
              new ParameterLayout.Entry("b", List.of(), 0),
              new ParameterLayout.Entry("a", List.of(2), 1));
      assertThat(function.checkpoint().toArray()).containsExactly(3, 1, 2);
    }
  }

  /** y = x . a + b + c with the constant c = 10. */
  private static OnnxBuilder sumModel() {
    return OnnxBuilder.create()
        .input("x", List.of(2))
        .parameter("a", List.of(2))
        .parameter("b", List.of())
        .initializer("c", List.of(), 10)
        .node("MatMul", List.of("x", "a"), "xa")
        .node("Sum", List.of("xa", "b", "c"), "y");
  }

  private static Map<String, Tensor> onesProbe() {
    return Map.of("x", Tensor.ofDoubles(List.of(1, 2), 1, 1));
  }

  @Test
  void buffersComeFromTheCheckpointAndStayFixed() {
    // Given
    TensorFile checkpoint =
        new TensorFile(
            Map.of(
                "a", Tensor.ofDoubles(List.of(2), 1, 2),
                "b", Tensor.ofDoubles(List.of(), 3),
                "c", Tensor.ofDoubles(List.of(), 100)),
            Map.of("buffers", "c, b"));
    // When
    try (LossFunction function =
        compile(sumModel(), checkpoint, LossSpec.of(Loss.MODEL_OUTPUT), onesProbe())) {
      // Then
      assertThat(function.layout().entries())
          .containsExactly(new ParameterLayout.Entry("a", List.of(2), 0));
      assertThat(function.loss(function.checkpoint(), Minibatch.whole(1)))
          .isCloseTo(106, within(1e-12));
    }
  }

  @Test
  void runningStatisticsAreBuffersByThemselves() {
    // Given
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .parameter("scale", List.of(2))
            .parameter("shift", List.of(2))
            .parameter("mean", List.of(2))
            .parameter("var", List.of(2))
            .node(
                "BatchNormalization",
                List.of("x", "scale", "shift", "mean", "var"),
                "y",
                attribute("epsilon", 0.));
    Map<String, Tensor> checkpoint =
        Map.of(
            "scale", Tensor.ofDoubles(List.of(2), 1, 1),
            "shift", Tensor.ofDoubles(List.of(2), 0, 0),
            "mean", Tensor.ofDoubles(List.of(2), 1, 1),
            "var", Tensor.ofDoubles(List.of(2), 4, .25));
    Map<String, Tensor> probe =
        Map.of(
            "x", Tensor.ofDoubles(List.of(1, 2), 3, 3),
            "target", Tensor.ofDoubles(List.of(1, 2), 0, 0));
    // When
    try (LossFunction function = compile(model, checkpoint, Loss.SQUARED_ERROR, probe)) {
      // Then
      assertThat(function.layout().entries())
          .extracting(ParameterLayout.Entry::name)
          .containsExactlyInAnyOrder("scale", "shift");
      assertThat(function.loss(function.checkpoint(), Minibatch.whole(1)))
          .isCloseTo((1 + 16) / 2., within(1e-12));
    }
  }

  private static TensorProto raw(float... values) {
    Tensor tensor = Tensor.ofFloats(List.of(values.length), values);
    return TensorProto.newBuilder()
        .addDims(values.length)
        .setDataType(DataType.FLOAT.getNumber())
        .setRawData(ByteString.copyFrom(tensor.data()))
        .build();
  }

  @Test
  void theFilesAreNotReadOnceTheirNumbersAreCopied() {
    // Given
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .initializer("w", Tensor.ofFloats(List.of(2, 2), 1, 2, 3, 4))
            .node("Constant", List.of(), "shift", attribute("value", raw(5, 6)))
            .node("MatMul", List.of("x", "w"), "z")
            .node("Add", List.of("z", "shift"), "y")
            .output("y")
            .build();
    byte[] weights =
        Safetensors.write(
            TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(2, 2), 1, -1, .5f, 0))));
    byte[] probe =
        Safetensors.write(
            TensorFile.of(
                Map.of(
                    "x", Tensor.ofFloats(List.of(3, 2), 1, 2, 3, 4, 5, 6),
                    "target", Tensor.ofLongs(List.of(3), 0, 1, 1))));
    try (LossFunction function =
        LossFunctions.compile(
            Model.read(model),
            Safetensors.read(weights),
            LossSpec.of(Loss.CROSS_ENTROPY),
            Safetensors.read(probe),
            EngineOptions.REFERENCE)) {
      // When
      List.of(model, weights, probe).forEach(file -> Arrays.fill(file, (byte) 0));
      double[] outputs = new double[6];
      function.outputs(function.checkpoint(), Minibatch.whole(3), outputs);
      // Then
      assertThat(outputs).containsExactly(7, 5, 10, 3, 13, 1);
      assertThat(function.targetClass(2)).hasValue(1);
    }
  }

  @Test
  void gradientsOfSeveralInputsFollowEachOther() {
    // Given
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("u", List.of(2))
            .integerInput("row", List.of())
            .input("v", List.of())
            .parameter("table", List.of(3, 2))
            .integers("axis", List.of(1), 1)
            .node("Gather", List.of("table", "row"), "t")
            .node("Mul", List.of("u", "t"), "p")
            .node("Unsqueeze", List.of("v", "axis"), "column")
            .node("Mul", List.of("p", "column"), "y");
    Map<String, Tensor> probe =
        Map.of(
            "u", Tensor.ofDoubles(List.of(2, 2), 1, 2, 3, 4),
            "row", Tensor.ofLongs(List.of(2), 2, 0),
            "v", Tensor.ofDoubles(List.of(2), 10, 100),
            "target", Tensor.ofDoubles(List.of(2, 2), 0, 0, 0, 0));
    Map<String, Tensor> table = Map.of("table", Tensor.ofDoubles(List.of(3, 2), 1, 2, 3, 4, 5, 6));
    try (LossFunction function = compile(model, table, Loss.SQUARED_ERROR, probe)) {
      double[] gradient = new double[6];
      // When
      function.inputGradient(
          function.checkpoint(), Minibatch.whole(2), new double[] {1, 0, 0, 1}, gradient);
      // Then
      assertThat(function.inputCount()).isEqualTo(3);
      assertThat(gradient).containsExactly(new double[] {50, 0, 5, 0, 200, 8}, within(1e-12));
    }
  }

  @Test
  void theModelMayComputeItsOwnLossFromTargets() {
    // Given
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of())
            .input("target", List.of())
            .parameter("a", List.of())
            .node("Mul", List.of("x", "a"), "p")
            .node("Sub", List.of("p", "target"), "d")
            .node("Abs", List.of("d"), "y");
    Map<String, Tensor> probe =
        Map.of(
            "x", Tensor.ofDoubles(List.of(2), 1, 2),
            "target", Tensor.ofDoubles(List.of(2), 3, 3));
    // When
    try (LossFunction function =
        compile(model, Map.of("a", Tensor.ofDoubles(List.of(), 2)), Loss.MODEL_OUTPUT, probe)) {
      // Then
      assertThat(function.loss(function.checkpoint(), Minibatch.whole(2)))
          .isCloseTo(1, within(1e-15));
      assertThat(function.outputCount()).isEqualTo(1);
      assertThat(function.isClassifier()).isFalse();
    }
  }

  @Test
  void onlyOneClassForEachSampleIsAClassifier() {
    // Given
    OnnxBuilder table =
        OnnxBuilder.create()
            .integerInput("tokens", List.of(2))
            .parameter("table", List.of(3, 4))
            .node("Gather", List.of("table", "tokens"), "y");
    Map<String, Tensor> checkpoint =
        Map.of("table", Tensor.ofDoubles(List.of(3, 4), new double[12]));
    Map<String, Tensor> probe =
        Map.of(
            "tokens", Tensor.ofLongs(List.of(2, 2), 0, 1, 2, 0),
            "target", Tensor.ofLongs(List.of(2, 2), -1, 3, -1, -1));
    LossSpec spec = new LossSpec(Loss.CROSS_ENTROPY, OptionalLong.of(-1));
    try (LossFunction function = compile(table, TensorFile.of(checkpoint), spec, probe)) {
      double[] losses = new double[2];
      // When
      function.sampleLosses(function.checkpoint(), Minibatch.whole(2), losses);
      // Then
      assertThat(function.isClassifier()).isFalse();
      assertThat(function.outputCount()).isEqualTo(8);
      assertThat(losses).containsExactly(new double[] {Math.log(4), 0}, within(1e-12));
    }
  }

  @Test
  void anotherCheckpointIsLoadedByName() {
    // Given
    Map<String, Tensor> other = new LinkedHashMap<>();
    other.put("b", Tensor.ofFloats(List.of(), 5));
    other.put("a", Tensor.ofFloats(List.of(2), 6, 7));
    Map<String, Tensor> checkpoint = new LinkedHashMap<>();
    checkpoint.put("a", Tensor.ofDoubles(List.of(2), 1, 2));
    checkpoint.put("b", Tensor.ofDoubles(List.of(), 3));
    try (LossFunction function = compile(sumModel(), checkpoint, Loss.MODEL_OUTPUT, onesProbe())) {
      // When
      ParameterVector loaded = LossFunctions.load(function, TensorFile.of(other));
      // Then
      assertThat(loaded.toArray()).containsExactly(6, 7, 5);
      assertThatThrownBy(
              () -> LossFunctions.load(function, TensorFile.of(Map.of("b", other.get("b")))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("checkpoint: parameter 'a' is missing");
    }
  }

  @Test
  void narrowFloatingTypesAreWidened() {
    // Given
    ByteBuffer halves =
        ByteBuffer.allocate(4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort(0, Float.floatToFloat16(.5f))
            .putShort(2, Float.floatToFloat16(-.25f));
    Tensor narrow = new Tensor(TensorType.F16, List.of(2, 1), halves);
    // When
    try (LossFunction function =
        compile(
            linear(OnnxBuilder.create().input("x", List.of(2))),
            Map.of("w", narrow),
            Loss.SQUARED_ERROR,
            linearProbe())) {
      // Then
      assertThat(function.checkpoint().toArray()).containsExactly(.5, -.25);
    }
  }

  /** As safetensors' save_model writes weights that o and e share. */
  private static TensorFile tied(double... values) {
    return new TensorFile(
        Map.of("e", Tensor.ofDoubles(List.of(2), values), "b", Tensor.ofDoubles(List.of(), 3)),
        Map.of("o", "e", "buffers", "b"));
  }

  /** y = (x . o) + (x . e) + b, where o and e may be one. */
  private static OnnxBuilder twice(String o, String e) {
    OnnxBuilder model = OnnxBuilder.create().input("x", List.of(2)).parameter(o, List.of(2));
    return (o.equals(e) ? model : model.parameter(e, List.of(2)))
        .parameter("b", List.of())
        .node("MatMul", List.of("x", o), "xo")
        .node("MatMul", List.of("x", e), "xe")
        .node("Sum", List.of("xo", "xe", "b"), "y");
  }

  @Test
  void tiedWeightsAreFoundUnderTheirOtherName() {
    // Given
    TensorFile checkpoint = tied(1, 2);
    LossSpec spec = LossSpec.of(Loss.MODEL_OUTPUT);
    // When
    try (LossFunction function = compile(twice("o", "o"), checkpoint, spec, onesProbe())) {
      // Then
      assertThat(function.layout().entries())
          .containsExactly(new ParameterLayout.Entry("o", List.of(2), 0));
      assertThat(function.loss(function.checkpoint(), Minibatch.whole(1))).isEqualTo(9);
      assertThat(LossFunctions.load(function, tied(5, 6)).toArray()).containsExactly(5, 6);
    }
  }

  @Test
  void tiedWeightsThatTheModelHasTwiceAreOneOnlyWhereTheyStayFixed() {
    // Given
    OnnxBuilder model = twice("o", "e");
    TensorFile fixed = new TensorFile(tied(1, 2).tensors(), Map.of("o", "e", "buffers", "o"));
    LossSpec spec = LossSpec.of(Loss.MODEL_OUTPUT);
    // When
    try (LossFunction function = compile(model, fixed, spec, onesProbe())) {
      // Then
      assertThat(function.loss(function.checkpoint(), Minibatch.whole(1))).isEqualTo(9);
    }
    assertThatThrownBy(() -> compile(twice("o", "e"), tied(1, 2), spec, onesProbe()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "checkpoint: 'o' and 'e' are one tensor, but two parameters of the model: export it"
                + " with tied weights");
  }
}
