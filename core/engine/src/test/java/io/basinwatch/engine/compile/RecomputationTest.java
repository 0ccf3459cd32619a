package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.KernelProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What groups compute for themselves, and what is stored for them: by the number of kernels. */
class RecomputationTest {
  private static final Shape SHAPE = Shape.of(7, 90);

  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", ElementType.REAL, SHAPE);
  private final Node y = b.input("y", ElementType.REAL, SHAPE);
  private final Node row = b.input("row", ElementType.REAL, Shape.of(90));

  @Test
  void aScaledValueIsNotStored() {
    assertThat(kernels(readTwice(b.scale(0.5, x)))).isEqualTo(2);
  }

  @Test
  void norIsOneThatAlsoReadsALineOfTheShape() {
    assertThat(kernels(readTwice(b.subtract(x, b.broadcast(row, SHAPE))))).isEqualTo(2);
  }

  @Test
  void norIsAChoiceByAComparison() {
    // Given
    Node isNumber = b.binary(BinaryFunction.EQUAL, x, x);

    // Then
    assertThat(kernels(readTwice(b.where(isNumber, x, b.filled(0, SHAPE))))).isEqualTo(2);
  }

  @Test
  void oneCopyDerivesFromAnother() {
    // Given
    Node half = b.scale(0.5, x);
    Node square = b.unary(UnaryFunction.SQUARE, half);

    // Then
    assertThat(kernels(List.of(sine(half), sine(square), b.unary(UnaryFunction.EXP, square))))
        .isEqualTo(3);
  }

  @Test
  void aValueOfTwoStoredOnesIsStored() {
    assertThat(kernels(readTwice(b.add(x, y)))).isEqualTo(3);
  }

  @Test
  void aCostlyFunctionIsStored() {
    assertThat(kernels(readTwice(b.unary(UnaryFunction.TANH, x)))).isEqualTo(3);
  }

  @Test
  void whatAnotherKernelReadsIsStored() {
    // Given
    Node half = b.scale(0.5, x);

    // Then
    assertThat(kernels(List.of(sine(half), b.sum(half, List.of(1))))).isEqualTo(3);
  }

  @Test
  void whatIsAskedForIsStored() {
    // Given
    Node half = b.scale(0.5, x);

    // Then
    assertThat(kernels(List.of(half, sine(half), b.unary(UnaryFunction.EXP, half)))).isEqualTo(3);
  }

  @Test
  void theNumbersAreTheSame() {
    // Given
    Node centered = b.subtract(b.scale(0.5, x), b.broadcast(row, SHAPE));
    double[] xs = IntStream.range(0, 630).mapToDouble(i -> Math.cos(i)).toArray();
    double[] rows = IntStream.range(0, 90).mapToDouble(i -> i / 64.0).toArray();

    // When
    List<double[]> results =
        NodeRun.of(
            KernelProvider.of(EngineOptions.DEFAULT),
            List.of(sine(centered), b.unary(UnaryFunction.SQUARE, sine(centered))),
            Map.of("x", xs, "row", rows));

    // Then
    for (int i = 0; i < xs.length; i++) {
      double expected = Math.sin(xs[i] / 2 - rows[i % 90]);
      assertThat(results.get(0)[i]).isCloseTo(expected, within(1e-6));
      assertThat(results.get(1)[i]).isCloseTo(expected * expected, within(1e-6));
    }
  }

  private List<Node> readTwice(Node value) {
    return List.of(sine(value), b.unary(UnaryFunction.EXP, value));
  }

  private Node sine(Node value) {
    return b.unary(UnaryFunction.SIN, value);
  }

  private static int kernels(List<Node> outputs) {
    Request request = new Request(outputs, List.of(), List.of(), Map.of(), 1);
    return Compiler.compile(Float.BYTES, request).instructions().size();
  }
}
