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
import io.basinwatch.engine.kernels.KernelSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What groups compute for themselves and what is stored for them: how many values are written. */
class RecomputationTest {
  private static final Shape SHAPE = Shape.of(7, 90);

  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", ElementType.REAL, SHAPE);
  private final Node y = b.input("y", ElementType.REAL, SHAPE);
  private final Node row = b.input("row", ElementType.REAL, Shape.of(90));
  private final Node matrix = b.input("matrix", ElementType.REAL, Shape.of(90, 90));

  @Test
  void aScaledValueIsNotStored() {
    assertThat(stored(readTwice(b.scale(0.5, x)))).isEqualTo(2);
  }

  @Test
  void norIsOneThatAlsoReadsALineOfTheShape() {
    assertThat(stored(readTwice(b.subtract(x, b.broadcast(row, SHAPE))))).isEqualTo(2);
  }

  @Test
  void norIsAChoiceByAComparison() {
    // Given
    Node isNumber = b.binary(BinaryFunction.EQUAL, x, x);

    // Then
    assertThat(stored(readTwice(b.where(isNumber, x, b.filled(0, SHAPE))))).isEqualTo(2);
  }

  @Test
  void oneCopyDerivesFromAnother() {
    // Given
    Node half = b.scale(0.5, x);
    Node square = b.unary(UnaryFunction.SQUARE, half);

    Node first = far(sine(b.add(half, square)));

    // Then
    assertThat(stored(List.of(b.multiply(first, b.subtract(half, square))))).isEqualTo(2);
  }

  @Test
  void aValueOfTwoStoredOnesIsStored() {
    assertThat(stored(readTwice(b.add(x, y)))).isEqualTo(3);
  }

  @Test
  void unlessTheReaderReadsThemAnyway() {
    // Given
    Node sum = b.add(x, y);
    Node both = b.multiply(sine(x), sine(y));

    // Then
    assertThat(stored(List.of(b.multiply(far(sine(sum)), b.multiply(both, sum))))).isEqualTo(2);
  }

  @Test
  void aCostlyFunctionIsStored() {
    assertThat(stored(readTwice(b.unary(UnaryFunction.TANH, x)))).isEqualTo(3);
  }

  @Test
  void whatAnotherKernelReadsIsStored() {
    // Given
    Node half = b.scale(0.5, x);

    // Then
    assertThat(stored(List.of(sine(half), b.matMul(half, matrix)))).isEqualTo(2);
  }

  @Test
  void whatIsAskedForIsStored() {
    // Given
    Node half = b.scale(0.5, x);

    // Then
    assertThat(stored(List.of(half, sine(half), b.unary(UnaryFunction.EXP, half)))).isEqualTo(3);
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

  /** By two kernels, between which there is a matrix product. */
  private List<Node> readTwice(Node value) {
    return List.of(b.multiply(far(sine(value)), value));
  }

  private Node sine(Node value) {
    return b.unary(UnaryFunction.SIN, value);
  }

  /** What only another kernel can read. */
  private Node far(Node value) {
    return b.matMul(value, matrix);
  }

  private static int stored(List<Node> outputs) {
    Request request = new Request(outputs, List.of(), List.of(), Map.of(), 1);
    return Compiler.compile(Float.BYTES, request).instructions().stream()
        .filter(instruction -> instruction.spec() instanceof KernelSpec.Elementwise)
        .mapToInt(instruction -> instruction.outputs().size())
        .sum();
  }
}
