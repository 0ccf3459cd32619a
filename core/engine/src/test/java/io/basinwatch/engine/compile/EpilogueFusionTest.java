package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Epilogue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a perceptron's products do by the way: no kernel of its own is left for it. */
class EpilogueFusionTest {
  private static final int BATCH = 24;
  private static final int HIDDEN = 2;

  @Test
  void productsRectifyAndMask() {
    // When
    List<KernelSpec> specs = gradient();

    // Then
    assertThat(products(specs, Epilogue.BIAS_RELU)).isEqualTo(HIDDEN);
    assertThat(products(specs, Epilogue.MASK)).isEqualTo(HIDDEN);
    assertThat(specs.stream().filter(spec -> spec instanceof KernelSpec.Elementwise)).isEmpty();
  }

  private static long products(List<KernelSpec> specs, Epilogue epilogue) {
    return specs.stream()
        .filter(spec -> spec instanceof KernelSpec.Gemm gemm && gemm.epilogue() == epilogue)
        .count();
  }

  private static List<KernelSpec> gradient() {
    try (LossFunction loss =
        Networks.perceptron(
            EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu", 2 * BATCH, 20, 16, 12, 10)) {
      Program program = ((CompiledLoss) loss).programs().program(ProgramKind.GRADIENT, BATCH);
      return program.instructions().stream().map(Instruction::spec).toList();
    }
  }
}
