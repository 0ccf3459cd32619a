package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * An infinite gradient ends where a function does not depend on its operand, as in PyTorch: there
 * the derivative is chosen to be 0 and not multiplied with it.
 */
class InfiniteGradientsTest {
  private static final double W = 1;

  /** y = sqrt(f(x w)) for x = -1, where f is 0, and x = 4. */
  private static void isZeroOnTheLeft(UnaryOperator<OnnxBuilder> function) {
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(1))
            .parameter("w", List.of(1))
            .initializer("zero", List.of(1), 0)
            .integers("axes", List.of(1), 1)
            .node("Mul", List.of("x", "w"), "z");
    byte[] file = function.apply(model).node("Sqrt", List.of("f"), "y").output("y").build();
    for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
      // Given
      try (LossFunction loss =
          LossFunctions.compile(
              Model.read(file),
              TensorFile.of(Map.of("w", Tensor.ofDoubles(List.of(1), W))),
              LossSpec.of(Loss.MODEL_OUTPUT),
              TensorFile.of(Map.of("x", Tensor.ofDoubles(List.of(2, 1), -1, 4))),
              options)) {
        ParameterVector gradient = loss.zeros();
        ParameterVector product = loss.zeros();
        ParameterVector v = loss.zeros();
        v.assign(new double[] {1});

        // When
        loss.gradient(loss.checkpoint(), Minibatch.whole(2), gradient);
        loss.hessianVectorProduct(loss.checkpoint(), Minibatch.whole(2), v, product);

        // Then: (sqrt(4 w) / 2)' = 1 / (2 sqrt(w)), and the derivative of that
        assertThat(gradient.toArray()).containsExactly(new double[] {.5}, within(1e-6));
        assertThat(product.toArray()).containsExactly(new double[] {-.25}, within(1e-6));
      }
    }
  }

  @Test
  void ofARelu() {
    isZeroOnTheLeft(model -> model.node("Relu", List.of("z"), "f"));
  }

  @Test
  void ofALargerNumber() {
    isZeroOnTheLeft(model -> model.node("Max", List.of("z", "zero"), "f"));
    isZeroOnTheLeft(model -> model.node("Max", List.of("zero", "z"), "f"));
  }

  @Test
  void ofASmallerNumber() {
    isZeroOnTheLeft(
        model ->
            model
                .node("Neg", List.of("z"), "n")
                .node("Min", List.of("n", "zero"), "m")
                .node("Neg", List.of("m"), "f"));
  }

  @Test
  void ofAMaximum() {
    isZeroOnTheLeft(
        model ->
            model
                .node("Mul", List.of("x", "zero"), "o")
                .node("Concat", List.of("z", "o"), "both", OnnxBuilder.attribute("axis", 1))
                .node("ReduceMax", List.of("both", "axes"), "f"));
  }

  @Test
  void ofAHardSwish() {
    isZeroOnTheLeft(
        model ->
            model
                .initializer("four", List.of(1), 4)
                .node("Mul", List.of("z", "four"), "m")
                .node("HardSwish", List.of("m"), "h")
                .node("Div", List.of("h", "four"), "f"));
  }

  @Test
  void ofWhatIsClipped() {
    isZeroOnTheLeft(
        model ->
            model.node("Squeeze", List.of("zero"), "low").node("Clip", List.of("z", "low"), "f"));
  }

  @Test
  void ofALeakyReluWithASlopeOfZero() {
    isZeroOnTheLeft(
        model ->
            model.node("ThresholdedRelu", List.of("z"), "f", OnnxBuilder.attribute("alpha", 0.)));
  }
}
