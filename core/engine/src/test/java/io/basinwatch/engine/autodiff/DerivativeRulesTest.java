package io.basinwatch.engine.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.Parameter.Space;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation: the derivative along a random direction against a central difference of the
 * function, and the second derivative against one of the gradient.
 */
class DerivativeRulesTest {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final long SEED = Long.getLong("basinwatch.test.seed", 20261124);

  static Stream<OperationCase> cases() {
    return OperationCases.all();
  }

  /** s(w) = sum_i c_i sin-like(y_i(w)), so that the second derivative sees the first. */
  private static final class Subject {
    final double[] w;
    final double[] v;
    final Node output;
    final List<Node> gradients;
    final List<Node> products;

    Subject(OperationCase subject, Random random) {
      w = subject.weights(random);
      v = random.doubles(w.length, -1, 1).toArray();
      GraphBuilder b = new GraphBuilder();
      List<Node> operands = subject.parameters(b, Space.WEIGHTS);
      List<Node> directions = subject.parameters(b, Space.DIRECTION);
      Node y = subject.function().apply(b, operands);
      double[] weights = random.doubles(y.shape().elements(), -1, 1).toArray();
      Node c = b.constant(ElementType.REAL, new TensorData(y.shape(), weights));
      output = b.sumAll(b.multiply(c, b.unary(UnaryFunction.TANH, y)));
      gradients = Gradients.of(b, output, b.scalar(1), operands);
      Node slope = b.scalar(0);
      for (int i = 0; i < operands.size(); i++) {
        slope = b.add(slope, b.sumAll(b.multiply(gradients.get(i), directions.get(i))));
      }
      products = Gradients.of(b, slope, b.scalar(1), operands);
    }

    double[] flat(List<Node> nodes, double[] at) {
      return nodes.stream()
          .flatMapToDouble(node -> Arrays.stream(new Evaluator(Map.of(), at, v).evaluate(node)))
          .toArray();
    }

    double[] moved(double distance) {
      return IntStream.range(0, w.length).mapToDouble(i -> w[i] + distance * v[i]).toArray();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientAlongADirectionIsTheSlope(OperationCase operation) {
    // Given
    Subject subject = new Subject(operation, new Random(SEED));
    // When
    double[] gradient = subject.flat(subject.gradients, subject.w);
    double slope =
        IntStream.range(0, gradient.length).mapToDouble(i -> gradient[i] * subject.v[i]).sum();
    double ahead = subject.flat(List.of(subject.output), subject.moved(STEP))[0];
    double behind = subject.flat(List.of(subject.output), subject.moved(-STEP))[0];
    // Then
    assertThat(slope)
        .as("seed %d", SEED)
        .isCloseTo((ahead - behind) / (2 * STEP), within(TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void secondDerivativeIsTheSlopeOfTheGradient(OperationCase operation) {
    // Given
    Subject subject = new Subject(operation, new Random(SEED));
    // When
    double[] product = subject.flat(subject.products, subject.w);
    double[] ahead = subject.flat(subject.gradients, subject.moved(STEP));
    double[] behind = subject.flat(subject.gradients, subject.moved(-STEP));
    // Then
    for (int i = 0; i < product.length; i++) {
      assertThat(product[i])
          .as("element %d, seed %d", i, SEED)
          .isCloseTo((ahead[i] - behind[i]) / (2 * STEP), within(TOLERANCE));
    }
  }
}
