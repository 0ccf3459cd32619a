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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A recurrence h = tanh(h w') whose matrix is transposed once. */
class TurnedFactorsTest {
  private static final int WIDTH = 24;

  @Test
  void fourThinProductsShareATransposedMatrix() {
    // Given
    Node result = recurrence(8, 4);

    // When
    List<KernelSpec> specs = specs(result);

    // Then
    assertThat(specs).filteredOn(KernelSpec.Copy.class::isInstance).hasSize(1);
    assertThat(specs)
        .filteredOn(spec -> spec instanceof KernelSpec.Gemm s && !s.transposeB())
        .hasSize(4);
  }

  @Test
  void fewProductsOrThickOnesTransposeItThemselves() {
    assertThat(specs(recurrence(8, 3))).noneMatch(KernelSpec.Copy.class::isInstance);
    assertThat(specs(recurrence(65, 4))).noneMatch(KernelSpec.Copy.class::isInstance);
  }

  @Test
  void theNumbersStay() {
    // Given
    Random random = new Random(5);
    double[] h = random.doubles(8 * WIDTH, -1, 1).toArray();
    double[] w = random.doubles(WIDTH * WIDTH, -.3, .3).toArray();

    // When
    double[] actual =
        NodeRun.of(
                KernelProvider.of(EngineOptions.DEFAULT),
                List.of(recurrence(8, 6)),
                Map.of("h", h, "w", w))
            .getFirst();

    // Then
    double[] expected = h;
    for (int step = 0; step < 6; step++) {
      expected = step(expected, w);
    }
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  private static double[] step(double[] h, double[] w) {
    double[] next = new double[h.length];
    for (int i = 0; i < h.length; i++) {
      int row = i / WIDTH * WIDTH;
      int column = i % WIDTH * WIDTH;
      for (int k = 0; k < WIDTH; k++) {
        next[i] += h[row + k] * w[column + k];
      }
    }
    return Arrays.stream(next).map(Math::tanh).toArray();
  }

  private static Node recurrence(int rows, int steps) {
    GraphBuilder b = new GraphBuilder();
    Node w = b.input("w", ElementType.REAL, Shape.of(WIDTH, WIDTH));
    Node h = b.input("h", ElementType.REAL, Shape.of(rows, WIDTH));
    for (int step = 0; step < steps; step++) {
      h = b.unary(UnaryFunction.TANH, b.matMul(h, w, false, true));
    }
    return h;
  }

  private static List<KernelSpec> specs(Node result) {
    Program program =
        Compiler.compile(4, new Request(List.of(result), List.of(), List.of(), Map.of(), 1));
    return program.instructions().stream().map(Instruction::spec).toList();
  }
}
