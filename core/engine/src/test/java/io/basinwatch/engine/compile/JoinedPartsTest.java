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
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Concatenations whose parts are computed in place, and slices that are read in place. */
class JoinedPartsTest {
  private static final int COLUMNS = 16; // 64 bytes a row

  private final GraphBuilder b = new GraphBuilder();
  private final Node x = b.input("x", ElementType.REAL, Shape.of(3, COLUMNS));

  @Test
  void partsThatFollowOneAnotherAreNotCopied() {
    // Given: one of them is read by the next, one is reshaped
    Node first = b.unary(UnaryFunction.TANH, x);
    Node second = b.unary(UnaryFunction.EXP, first);
    Node third = b.reshape(b.unary(UnaryFunction.NEGATE, second), Shape.of(3, COLUMNS));
    Node all = b.concat(List.of(first, second, third), 0);
    Node result = b.unary(UnaryFunction.SQUARE, all);

    // When // Then
    assertThat(copies(result)).isZero();
    double[] tanh = numbers(Math::tanh);
    assertThat(run(result))
        .usingElementComparator((p, q) -> Math.abs(p - q) < 1e-5 ? 0 : 1)
        .containsExactly(
            joined(
                map(tanh, t -> t * t),
                map(tanh, t -> Math.exp(2 * t)),
                map(tanh, t -> Math.exp(2 * t))));
  }

  @Test
  void aPartIsInOnePlaceOnly() {
    // Given: the same part twice, and in another concatenation
    Node part = b.unary(UnaryFunction.NEGATE, x);
    Node twice = b.concat(List.of(part, part), 0);
    Node other = b.concat(List.of(b.unary(UnaryFunction.SQUARE, x), part), 0);
    Node result = b.add(b.unary(UnaryFunction.SQUARE, twice), other);

    // When // Then
    assertThat(copies(result)).isEqualTo(2);
    assertThat(run(result))
        .containsExactly(joined(numbers(v -> 2 * v * v), numbers(v -> v * v - v)));
  }

  @Test
  void partsThatDoNotFollowAreCopied() {
    // Given: along the rows; at places between two lines of a cache; inputs
    Node part = b.unary(UnaryFunction.NEGATE, x);
    Node across = b.concat(List.of(part, b.unary(UnaryFunction.SQUARE, x)), 1);
    Node narrow = b.input("narrow", ElementType.REAL, Shape.of(3));
    Node line =
        b.concat(
            List.of(b.unary(UnaryFunction.ABS, narrow), b.unary(UnaryFunction.EXP, narrow)), 0);
    Node inputs = b.concat(List.of(x, x), 0);

    // When // Then
    assertThat(copies(b.unary(UnaryFunction.ABS, across))).isEqualTo(2);
    assertThat(copies(b.unary(UnaryFunction.ABS, line))).isEqualTo(1);
    assertThat(copies(b.unary(UnaryFunction.ABS, inputs))).isEqualTo(2);
  }

  @Test
  void aSliceInOnePieceIsNotCopied() {
    // Given: rows that a product reads, which sees no views; a column; rows from the last on
    Node y = b.unary(UnaryFunction.TANH, x);
    Node rows = b.slice(y, 0, 1, 2);
    Node column = b.slice(y, 1, 4, 1);
    Node turned = b.slice(y, List.of(2, 0), List.of(-1, 1), Shape.of(2, COLUMNS));

    // When // Then
    assertThat(copies(b.matMul(rows, rows, false, true))).isZero();
    assertThat(copies(b.matMul(column, column, true, false))).isEqualTo(1);
    assertThat(copies(b.matMul(turned, turned, false, true))).isEqualTo(1);
    double[] tanh = numbers(Math::tanh);
    double product = 0;
    for (int j = 0; j < COLUMNS; j++) {
      product += tanh[COLUMNS + j] * tanh[2 * COLUMNS + j];
    }
    assertThat(run(b.matMul(rows, rows, false, true))[1]).isCloseTo(product, within(1e-5));
  }

  private static long copies(Node result) {
    Program program =
        Compiler.compile(4, new Request(List.of(result), List.of(), List.of(), Map.of(), 1));
    return program.instructions().stream()
        .filter(instruction -> instruction.spec() instanceof KernelSpec.Copy)
        .count();
  }

  private static double[] run(Node result) {
    return NodeRun.of(
            KernelProvider.of(EngineOptions.DEFAULT),
            List.of(result),
            Map.of("x", numbers(DoubleUnaryOperator.identity())))
        .getFirst();
  }

  private static double[] numbers(DoubleUnaryOperator function) {
    return IntStream.range(0, 3 * COLUMNS)
        .mapToDouble(i -> function.applyAsDouble(i / 32. - .5))
        .toArray();
  }

  private static double[] map(double[] numbers, DoubleUnaryOperator function) {
    return DoubleStream.of(numbers).map(function).toArray();
  }

  private static double[] joined(double[]... parts) {
    return Stream.of(parts).flatMapToDouble(DoubleStream::of).toArray();
  }
}
