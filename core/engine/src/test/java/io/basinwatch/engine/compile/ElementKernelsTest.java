package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.KernelProvider;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result.Form;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which groups and which sums one kernel computes. */
class ElementKernelsTest {
  private static final Shape SHAPE = Shape.of(7, 90);

  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", ElementType.REAL, SHAPE);
  private final Node y = b.input("y", ElementType.REAL, SHAPE);
  private final Node matrix = b.input("matrix", ElementType.REAL, Shape.of(90, 90));

  @Test
  void groupsThatReadTheSameAreUnited() {
    assertThat(forms(List.of(sine(x), b.add(x, y)))).containsExactly(List.of(Form.ALL, Form.ALL));
  }

  @Test
  void soIsAGroupWithOneThatReadsIt() {
    // Given
    Node sine = sine(x);

    // Then
    assertThat(forms(List.of(sine, b.multiply(sine, y)))).hasSize(1);
    assertThat(forms(List.of(b.multiply(sine, y)))).containsExactly(List.of(Form.ALL));
  }

  @Test
  void groupsThatShareNothingAreNot() {
    assertThat(forms(List.of(sine(x), sine(y)))).hasSize(2);
  }

  @Test
  void norIsAGroupThatNeedsWhatAnotherKernelMakesOfTheFirst() {
    // Given
    Node sine = sine(x);

    // Then
    assertThat(forms(List.of(sine, b.add(x, b.matMul(sine, matrix))))).hasSize(2);
  }

  @Test
  void norOneThatNeedsTheSum() {
    // Given
    Node sums = b.sum(sine(x), List.of(1));

    // Then
    assertThat(forms(List.of(sums, b.multiply(x, b.broadcast(sums, SHAPE))))).hasSize(2);
  }

  @Test
  void norOneOfAnotherShape() {
    assertThat(forms(List.of(sine(x), sine(b.reshape(x, Shape.of(630)))))).hasSize(2);
  }

  @Test
  void whatIsOnlySummedIsNotStored() {
    assertThat(forms(List.of(b.sum(sine(x), List.of(1))))).containsExactly(List.of(Form.ROW_SUMS));
    assertThat(forms(List.of(b.sum(sine(x), List.of(0)))))
        .containsExactly(List.of(Form.COLUMN_SUMS));
  }

  @Test
  void whatIsReadOrAskedForAsWellIsStored() {
    // Given
    Node sine = sine(x);
    Node sums = b.sum(sine, List.of(1));

    // Then
    assertThat(forms(List.of(sums, sine))).containsExactly(List.of(Form.ALL, Form.ROW_SUMS));
    assertThat(forms(List.of(sums, b.matMul(sine, matrix))))
        .containsExactly(List.of(Form.ALL, Form.ROW_SUMS));
  }

  @Test
  void shortRowsAndOtherReductionsAreLeftToTheirKernel() {
    // Given
    Node narrow = b.input("narrow", ElementType.REAL, Shape.of(90, 7));
    Node cube = b.input("cube", ElementType.REAL, Shape.of(4, 20, 30));

    // Then
    assertThat(forms(List.of(b.sum(sine(narrow), List.of(1))))).containsExactly(List.of(Form.ALL));
    assertThat(forms(List.of(b.sum(sine(cube), List.of(1))))).containsExactly(List.of(Form.ALL));
  }

  @Test
  void aSumOfNoRowsIsZero() {
    // Given
    Node empty = b.input("empty", ElementType.REAL, Shape.of(0, 90));

    // When
    List<double[]> results =
        NodeRun.of(
            KernelProvider.of(EngineOptions.DEFAULT),
            List.of(b.sum(sine(empty), List.of(0))),
            Map.of("empty", new double[0]));

    // Then
    assertThat(results.getFirst()).hasSize(90).containsOnly(0);
  }

  @Test
  void theNumbersAreRight() {
    // Given
    double[] xs = IntStream.range(0, 630).mapToDouble(i -> Math.cos(i)).toArray();
    double[] ys = IntStream.range(0, 630).mapToDouble(i -> i / 630.).toArray();
    Node product = b.multiply(sine(x), y);

    // When
    List<double[]> results =
        NodeRun.of(
            KernelProvider.of(EngineOptions.DEFAULT),
            List.of(
                product,
                b.add(x, y),
                b.sum(product, List.of(1)),
                b.sum(b.subtract(x, y), List.of(0))),
            Map.of("x", xs, "y", ys));

    // Then
    double[] rows = new double[7];
    double[] columns = new double[90];
    for (int i = 0; i < xs.length; i++) {
      double expected = Math.sin(xs[i]) * ys[i];
      assertThat(results.get(0)[i]).isCloseTo(expected, within(1e-6));
      assertThat(results.get(1)[i]).isCloseTo(xs[i] + ys[i], within(1e-6));
      rows[i / 90] += expected;
      columns[i % 90] += xs[i] - ys[i];
    }
    assertThat(results.get(2)).containsExactly(rows, within(1e-5));
    assertThat(results.get(3)).containsExactly(columns, within(1e-5));
  }

  private Node sine(Node value) {
    return b.unary(UnaryFunction.SIN, value);
  }

  /** What each kernel for elements writes. */
  private static List<List<Form>> forms(List<Node> outputs) {
    Request request = new Request(outputs, List.of(), List.of(), Map.of(), 1);
    return Compiler.compile(Float.BYTES, request).instructions().stream()
        .map(Instruction::spec)
        .filter(KernelSpec.Elementwise.class::isInstance)
        .map(spec -> ((Elementwise) spec).results().stream().map(Result::form).toList())
        .toList();
  }
}
