package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PyTorch's and JAX's float64 numbers again, through everything that a service uses: import,
 * differentiation, compiler and kernels.
 */
class GoldenEngineTest {

  static Stream<Arguments> cases() {
    return Golden.all().stream()
        .flatMap(
            golden ->
                Stream.of(
                    Arguments.of(golden, EngineOptions.REFERENCE, 1e-8),
                    Arguments.of(golden, EngineOptions.DEFAULT, 5e-6)));
  }

  private static LossFunction compile(Golden golden, EngineOptions options) {
    return LossFunctions.compile(
        golden.model(), golden.checkpoint(), golden.spec(), golden.probe(), options);
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance * scale));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossesGradientsAndOutputsAgree(Golden golden, EngineOptions options, double tolerance) {
    // Given
    try (LossFunction function = compile(golden, options)) {
      Minibatch batch = Minibatch.whole(function.sampleCount());
      ParameterVector gradient = function.zeros();
      double[] losses = new double[batch.size()];
      double[] outputs = new double[batch.size() * function.outputCount()];
      // When
      double loss = function.gradient(function.checkpoint(), batch, gradient);
      function.sampleLosses(function.checkpoint(), batch, losses);
      function.outputs(function.checkpoint(), batch, outputs);
      // Then
      assertThat(loss)
          .isCloseTo(
              Arrays.stream(golden.expected("losses")).average().orElseThrow(), within(tolerance));
      assertClose(losses, golden.expected("losses"), tolerance);
      assertClose(gradient.toArray(), golden.expectedByParameter("gradient"), tolerance);
      assertClose(outputs, golden.expected("outputs"), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hessianVectorProductsAgree(Golden golden, EngineOptions options, double tolerance) {
    // Given
    try (LossFunction function = compile(golden, options)) {
      Minibatch batch = Minibatch.whole(function.sampleCount());
      ParameterVector v = function.zeros();
      ParameterVector product = function.zeros();
      v.assign(golden.expectedByParameter("direction"));
      // When
      function.hessianVectorProduct(function.checkpoint(), batch, v, product);
      // Then
      assertClose(product.toArray(), golden.expectedByParameter("product"), tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inputGradientsAgree(Golden golden, EngineOptions options, double tolerance) {
    // Given
    try (LossFunction function = compile(golden, options)) {
      Minibatch batch = Minibatch.whole(function.sampleCount());
      double[] gradient = new double[batch.size() * function.inputCount()];
      double[] cotangent = golden.expected("cotangent");
      // When
      if (function.inputCount() > 0) {
        function.inputGradient(function.checkpoint(), batch, cotangent, gradient);
      }
      // Then
      assertClose(gradient, golden.expected("input-gradient"), tolerance);
    }
  }
}
