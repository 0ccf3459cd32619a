package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.kernels.KernelProvider;
import io.basinwatch.engine.kernels.KernelSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slices that an element-by-element group reads where they lie. */
class SliceViewTest {
  private static final int ROWS = 37;
  private static final int COLUMNS = 45;

  /** The kernel sets. */
  enum Set {
    CPU(EngineOptions.DEFAULT),
    REFERENCE(EngineOptions.REFERENCE);

    private final EngineOptions options;

    Set(EngineOptions options) {
      this.options = options;
    }
  }

  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", ElementType.REAL, Shape.of(ROWS, COLUMNS));

  @Test
  void takeNoKernelOfTheirOwn() {
    // Given
    Node left = b.slice(x, 1, 0, 20);
    Node right = b.slice(x, 1, 25, 20);
    Node sum = b.unary(UnaryFunction.RELU, b.subtract(left, right));

    // When
    Program program =
        Compiler.compile(4, new Request(List.of(sum), List.of(), List.of(), Map.of(), 1));

    // Then
    assertThat(program.instructions()).singleElement();
    assertThat(program.instructions().getFirst().spec()).isInstanceOf(KernelSpec.Elementwise.class);
  }

  @ParameterizedTest
  @EnumSource
  void haveTheSlicesNumbers(Set set) {
    // Given: blocks that end within a row, steps of 2 and -1
    Node bands = b.subtract(b.slice(x, 1, 3, 20), b.slice(x, 1, 25, 20));
    Shape part = Shape.of(18, COLUMNS);
    Node rows =
        b.subtract(
            b.slice(x, List.of(1, 0), List.of(2, 1), part),
            b.slice(x, List.of(30, COLUMNS - 1), List.of(-1, -1), part));

    // When
    List<double[]> results = run(set, List.of(bands, rows));

    // Then
    assertThat(results.get(0))
        .containsExactly(numbers(ROWS, 20, (i, j) -> at(i, j + 3) - at(i, j + 25)));
    assertThat(results.get(1))
        .containsExactly(
            numbers(18, COLUMNS, (i, j) -> at(2 * i + 1, j) - at(30 - i, COLUMNS - 1 - j)));
  }

  @ParameterizedTest
  @EnumSource
  void doNotDrawTheirInputIntoTheGroup(Set set) {
    // Given: a slice of the group's own shape
    Node negative = b.unary(UnaryFunction.NEGATE, x);
    Node reversed =
        b.slice(negative, List.of(ROWS - 1, 0), List.of(-1, 1), Shape.of(ROWS, COLUMNS));

    // When
    List<double[]> results = run(set, List.of(b.subtract(reversed, x)));

    // Then
    assertThat(results.getFirst())
        .containsExactly(numbers(ROWS, COLUMNS, (i, j) -> -at(ROWS - 1 - i, j) - at(i, j)));
  }

  /** An element of a result. */
  private interface Element {
    double at(int i, int j);
  }

  private static List<double[]> run(Set set, List<Node> outputs) {
    return NodeRun.of(
        KernelProvider.of(set.options),
        outputs,
        Map.of("x", numbers(ROWS, COLUMNS, SliceViewTest::at)));
  }

  private static double[] numbers(int rows, int columns, Element element) {
    return IntStream.range(0, rows * columns)
        .mapToDouble(k -> element.at(k / columns, k % columns))
        .toArray();
  }

  private static double at(int i, int j) {
    return i * 64 + j;
  }
}
