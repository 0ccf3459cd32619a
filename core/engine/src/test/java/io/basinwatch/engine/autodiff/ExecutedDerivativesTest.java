package io.basinwatch.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.FlatTensors;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.compile.CompiledLoss;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.Forward;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.Parameter.Space;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.safetensors.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation, its derivative and its second derivative through compiler and kernels, against
 * the plain evaluator in float64.
 */
class ExecutedDerivativesTest {
  private static final long SEED = Long.getLong("basinwatch.test.seed", 20261124);

  static Stream<OperationCase> cases() {
    return OperationCases.all();
  }

  /** s(w) = sum_i c_i tanh(y_i(w)), the loss of one sample. */
  private static LossGraph graph(OperationCase operation) {
    GraphBuilder b = new GraphBuilder();
    List<Node> operands = operation.parameters(b, Space.WEIGHTS);
    Node y = operation.function().apply(b, operands);
    double[] factors = new Random(SEED).doubles(y.shape().elements(), -1, 1).toArray();
    Node c = b.constant(ElementType.REAL, new TensorData(y.shape(), factors));
    Node sum = b.sumAll(b.multiply(c, b.unary(UnaryFunction.TANH, y)));
    Forward forward = new Forward(b, b.reshape(sum, Shape.of(1)), operands, List.of());
    return LossGraph.of(forward, Loss.MODEL_OUTPUT, Map.of());
  }

  private static LossFunction compile(
      OperationCase operation, LossGraph graph, double[] w, EngineOptions options) {
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    int offset = 0;
    for (Shape shape : operation.operands()) {
      int end = offset + shape.elements();
      entries.add(new ParameterLayout.Entry("x" + entries.size(), shape.dimensions(), offset));
      tensors.add(Tensor.ofDoubles(shape.dimensions(), Arrays.copyOfRange(w, offset, end)));
      offset = end;
    }
    return new CompiledLoss(
        new LossDefinition(
            _ -> graph,
            OptionalInt.of(1),
            new FlatTensors(new ParameterLayout(entries), tensors),
            new FlatTensors(new ParameterLayout(List.of()), List.of()),
            Map.of(),
            1,
            1,
            0,
            false,
            ModelLimits.DEFAULT),
        options);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void referenceKernelsAgreeToRounding(OperationCase operation) {
    compare(operation, EngineOptions.REFERENCE, 1e-10);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fastKernelsAgreeInSinglePrecision(OperationCase operation) {
    compare(operation, EngineOptions.DEFAULT, 1e-4);
  }

  private static void compare(OperationCase operation, EngineOptions options, double tolerance) {
    // Given
    LossGraph graph = graph(operation);
    Random random = new Random(SEED);
    double[] w = operation.weights(random);
    double[] direction = random.doubles(w.length, -1, 1).toArray();
    Minibatch batch = Minibatch.whole(1);
    try (LossFunction function = compile(operation, graph, w, options)) {
      ParameterVector gradient = function.zeros();
      ParameterVector product = function.zeros();
      ParameterVector v = function.zeros();
      v.assign(direction);
      // When
      double loss = function.gradient(function.checkpoint(), batch, gradient);
      function.hessianVectorProduct(function.checkpoint(), batch, v, product);
      // Then
      assertClose(
          new double[] {loss}, evaluate(List.of(graph.meanLoss()), w, direction), tolerance);
      assertClose(gradient.toArray(), evaluate(graph.gradients(), w, direction), tolerance);
      assertClose(
          product.toArray(), evaluate(graph.hessianVectorProducts(), w, direction), tolerance);
    }
  }

  private static double[] evaluate(List<Node> nodes, double[] w, double[] v) {
    Map<String, double[]> inputs = Map.of(LossGraph.SAMPLE_WEIGHT, new double[] {1});
    return nodes.stream()
        .flatMapToDouble(node -> Arrays.stream(new Evaluator(inputs, w, v).evaluate(node)))
        .toArray();
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("element %d, seed %d", i, SEED)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
