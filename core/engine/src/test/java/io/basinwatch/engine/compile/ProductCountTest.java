package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.kernels.KernelSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Multiplications in the matrix products of a perceptron's programs, so that none is computed
 * twice: a product y = x W takes three in the gradient (y, and what x and W receive) and six in the
 * passes along a direction; the inputs receive nothing, nor do the weights at the point.
 */
class ProductCountTest {
  private static final int BATCH = 24;
  private static final int[] WIDTHS = {20, 16, 12, 10};
  private static final long FIRST = products(1);
  private static final long ALL = products(1) + products(2) + products(3);

  @Test
  void aGradientTakesThreeForEachLayer() {
    assertThat(count(program(ProgramKind.GRADIENT).instructions())).isEqualTo(3 * ALL - FIRST);
  }

  @Test
  void theTangentPassesTakeSixAndThePointTwo() {
    // Given
    Program program = program(ProgramKind.HESSIAN_VECTOR_PRODUCT);
    int point = program.pointInstructions();

    // When
    long fixed = count(program.instructions().subList(0, point));
    long tangents = count(program.instructions().subList(point, program.instructions().size()));

    // Then
    assertThat(fixed).isEqualTo(2 * ALL - FIRST);
    assertThat(tangents).isEqualTo(6 * ALL - 4 * FIRST);
  }

  private static Program program(ProgramKind kind) {
    try (LossFunction loss =
        Networks.perceptron(
            EngineOptions.REFERENCE, Loss.CROSS_ENTROPY, "Tanh", 2 * BATCH, WIDTHS)) {
      return ((CompiledLoss) loss).programs().program(kind, BATCH);
    }
  }

  private static long products(int layer) {
    return (long) BATCH * WIDTHS[layer - 1] * WIDTHS[layer];
  }

  private static long count(List<Instruction> instructions) {
    return instructions.stream().mapToLong(ProductCountTest::count).sum();
  }

  private static long count(Instruction instruction) {
    return instruction.spec() instanceof KernelSpec.Gemm s
        ? (long) s.batch() * s.m() * s.n() * s.k()
        : 0;
  }
}
