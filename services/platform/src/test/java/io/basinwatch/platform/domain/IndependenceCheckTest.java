package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of h = x w for x (samples, 2). */
class IndependenceCheckTest {
  private static final int FIXED_BATCH = 8;

  private static OnnxBuilder open() {
    return OnnxBuilder.create().input("x", List.of(2));
  }

  private static OnnxBuilder fixed() {
    return OnnxBuilder.create().fixedInput("x", FIXED_BATCH, List.of(2));
  }

  private static OnnxBuilder hidden(OnnxBuilder inputs) {
    return inputs
        .parameter("w", List.of(2, 3))
        .integers("first", List.of(1), 0)
        .node("MatMul", List.of("x", "w"), "h");
  }

  /** h without the batch's mean. */
  private static OnnxBuilder centred(OnnxBuilder inputs) {
    return hidden(inputs)
        .node("ReduceMean", List.of("h"), "mean", OnnxBuilder.attribute("axes", List.of(0L)))
        .node("Sub", List.of("h", "mean"), "centred");
  }

  private static void check(OnnxBuilder builder, int samples, float scale) {
    check(Model.read(builder.output("y").build()), samples, scale);
  }

  private static void check(Model model, int samples, float scale) {
    Random random = new Random(3);
    float[] x = new float[2 * samples];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian() * scale;
    }
    Tensor w = Tensor.ofFloats(List.of(2, 3), scale, 2, -1, .5f, -3, scale);
    Map<String, Tensor> probe =
        Map.of(
            "x", Tensor.ofFloats(List.of(samples, 2), x),
            "target", Tensor.ofFloats(List.of(samples, 3), new float[3 * samples]));
    try (LossFunction loss =
        LossFunctions.compile(
            model,
            TensorFile.of(Map.of("w", w)),
            LossSpec.of(Loss.SQUARED_ERROR),
            TensorFile.of(probe),
            EngineOptions.DEFAULT)) {
      IndependenceCheck.require(model, loss);
    }
  }

  private static void refused(OnnxBuilder builder, int samples) {
    assertThatThrownBy(() -> check(builder, samples, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model: a sample's output depends on the other samples of its");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 30})
  void aSampleOfItsOwnIsAccepted(int samples) {
    for (OnnxBuilder inputs : List.of(open(), fixed())) {
      OnnxBuilder model = hidden(inputs).node("Tanh", List.of("h"), "y");
      assertThatCode(() -> check(model, samples, 1)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "3", "4", "30"})
  void normalizationByTheBatchIsRefused(int samples) {
    for (OnnxBuilder inputs : List.of(open(), fixed())) {
      refused(centred(inputs).node("Identity", List.of("centred"), "y"), samples);
    }
  }

  @Test
  void aSoftmaxOverTheBatchIsRefused() {
    refused(
        hidden(open()).node("Softmax", List.of("h"), "y", OnnxBuilder.attribute("axis", 0)), 30);
  }

  @Test
  void sumsUpToASampleAreRefused() {
    refused(hidden(open()).node("CumSum", List.of("h", "first"), "y"), 30);
  }

  /** The means of two samples that are neighbours, or half a batch apart. */
  @ParameterizedTest
  @CsvSource({"4, 2, 1", "2, 4, 0"})
  void samplesThatDependOnOneOtherAreRefused(int outer, int inner, long axis) {
    OnnxBuilder model =
        hidden(fixed())
            .integers("pairs", List.of(3), outer, inner, 3)
            .integers("whole", List.of(2), FIXED_BATCH, 3)
            .node("Reshape", List.of("h", "pairs"), "grouped")
            .node(
                "ReduceMean",
                List.of("grouped"),
                "mean",
                OnnxBuilder.attribute("axes", List.of(axis)))
            .node("Add", List.of("grouped", "mean"), "mixed")
            .node("Reshape", List.of("mixed", "whole"), "y");
    refused(model, 30);
  }

  @Test
  void whatIsNotANumberIsForTheStatistics() {
    OnnxBuilder model =
        hidden(open())
            .node("Mul", List.of("h", "h"), "large")
            .node("Sub", List.of("large", "large"), "y");
    assertThatCode(() -> check(model, 30, 1e30f)).doesNotThrowAnyException();
  }

  /** A class that is masked, or outputs that are all far from 0. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, -10000",
    "0, 0, -1e9",
    "0, 0, -Infinity",
    "2000, 2000, 2000",
  })
  void largeOutputsHideNothing(float first, float second, float third) {
    OnnxBuilder shifted =
        centred(open())
            .initializer("shift", List.of(3), first, second, third)
            .node("Add", List.of("centred", "shift"), "y");
    OnnxBuilder sound =
        hidden(open())
            .initializer("shift", List.of(3), first, second, third)
            .node("Add", List.of("h", "shift"), "y");
    refused(shifted, 30);
    assertThatCode(() -> check(sound, 30, 1)).doesNotThrowAnyException();
  }

  /** With weights of 0, or so large that their products are no numbers. */
  @ParameterizedTest
  @ValueSource(floats = {0, 1e30f})
  void aModelIsNotTakenForSoundWhereNothingCanBeSeen(float scale) {
    Model model =
        Model.read(
            centred(open())
                .node("Mul", List.of("h", "h"), "large")
                .node("Sub", List.of("large", "large"), "zero")
                .node("Add", List.of("centred", "zero"), "y")
                .output("y")
                .build());
    assertThatCode(() -> check(model, 30, scale)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(model, 30, 1)).isInstanceOf(InvalidInputException.class);
  }

  /** Which it does differently at each place in a batch. */
  @Test
  void aRecurrenceThatAmplifiesRoundingIsSound() {
    assertThatCode(() -> check(recurrence(257, 60, 2.5f), 30, 1)).doesNotThrowAnyException();
  }

  private static OnnxBuilder recurrence(int width, int steps, float gain) {
    Random random = new Random(5);
    OnnxBuilder model =
        hidden(open())
            .initializer("in", List.of(3, width), normal(random, 3 * width, 1))
            .initializer(
                "again",
                List.of(width, width),
                normal(random, width * width, gain / Math.sqrt(width)))
            .initializer("out", List.of(width, 3), normal(random, 3 * width, 1))
            .node("MatMul", List.of("h", "in"), "s0");
    for (int step = 0; step < steps; step++) {
      model
          .node("Tanh", List.of("s" + step), "a" + step)
          .node("MatMul", List.of("a" + step, "again"), "s" + (step + 1));
    }
    return model.node("MatMul", List.of("s" + steps, "out"), "y");
  }

  private static float[] normal(Random random, int count, double scale) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (random.nextGaussian() * scale);
    }
    return numbers;
  }
}
