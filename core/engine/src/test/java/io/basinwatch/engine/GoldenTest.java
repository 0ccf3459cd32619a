package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.autodiff.LossDefinition;
import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.safetensors.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models that PyTorch exported against its own float64 losses, gradients and Hessian-vector
 * products; golden/make_golden.py made them. The graph is evaluated by the plain test evaluator.
 */
class GoldenTest {

  static List<Golden> cases() {
    return Golden.all();
  }

  private static double[] evaluate(Golden golden, LossGraph graph, List<Node> outputs) {
    LossDefinition definition = golden.definition();
    Map<String, double[]> inputs = new HashMap<>();
    definition.data().forEach((name, tensor) -> inputs.put(name, tensor.doubles()));
    double[] weights = new double[definition.sampleCount()];
    Arrays.fill(weights, 1. / weights.length);
    inputs.put(LossGraph.SAMPLE_WEIGHT, weights);
    inputs.put(LossGraph.OUTPUT_COTANGENT, golden.expected("cotangent"));
    double[] w =
        definition.trained().tensors().stream()
            .flatMapToDouble(tensor -> Arrays.stream(tensor.doubles()))
            .toArray();
    double[] v = golden.expectedByParameter("direction");
    return outputs.stream()
        .flatMapToDouble(node -> Arrays.stream(new Evaluator(inputs, w, v).evaluate(node)))
        .toArray();
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance * scale));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossesAndOutputsAgree(Golden golden) {
    // Given
    LossGraph graph = golden.graph();
    // When
    double[] losses = evaluate(golden, graph, List.of(graph.sampleLosses()));
    double[] outputs = evaluate(golden, graph, List.of(graph.outputs()));
    double mean = evaluate(golden, graph, List.of(graph.meanLoss()))[0];
    // Then
    assertClose(losses, golden.expected("losses"), 1e-9);
    assertClose(outputs, golden.expected("outputs"), 1e-9);
    assertThat(mean).isCloseTo(Arrays.stream(losses).average().orElseThrow(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAgree(Golden golden) {
    // Given
    LossGraph graph = golden.graph();
    // When
    double[] gradient = evaluate(golden, graph, graph.gradients());
    // Then
    assertClose(gradient, golden.expectedByParameter("gradient"), 1e-8);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hessianVectorProductsAgree(Golden golden) {
    // Given
    LossGraph graph = golden.graph();
    // When
    double[] product = evaluate(golden, graph, graph.hessianVectorProducts());
    // Then
    assertClose(product, golden.expectedByParameter("product"), 1e-8);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inputGradientsAgree(Golden golden) {
    // Given
    LossGraph graph = golden.graph();
    int inputs = golden.definition().inputCount();
    // When
    double[] gradient =
        inputs == 0 ? new double[0] : evaluate(golden, graph, List.of(graph.inputGradient()));
    // Then
    if (inputs > 0) {
      assertClose(gradient, golden.expected("input-gradient"), 1e-8);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void samplesAreIndependentOfTheirBatch(Golden golden) {
    // Given
    LossDefinition definition = golden.definition();
    LossGraph single = definition.graphs().apply(1);
    Map<String, double[]> inputs = new HashMap<>();
    definition.data().forEach((name, tensor) -> inputs.put(name, first(tensor)));
    double[] w =
        definition.trained().tensors().stream()
            .flatMapToDouble(tensor -> Arrays.stream(tensor.doubles()))
            .toArray();
    // When
    double[] loss = new Evaluator(inputs, w, w).evaluate(single.sampleLosses());
    // Then
    assertThat(loss).hasSize(1);
    assertThat(loss[0]).isCloseTo(golden.expected("losses")[0], within(1e-9));
  }

  private static double[] first(Tensor tensor) {
    int each = tensor.elements() / tensor.shape().getFirst();
    return IntStream.range(0, each).mapToDouble(tensor::real).toArray();
  }
}
