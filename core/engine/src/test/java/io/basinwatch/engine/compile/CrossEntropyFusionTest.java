package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossEntropyFusionTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneKernelComputesTheLossesAndTheirGradient(boolean ignores) {
    // Given
    OptionalLong ignored = ignores ? OptionalLong.of(-1) : OptionalLong.empty();
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(2, 3))
            .parameter("w", List.of(3, 4))
            .node("MatMul", List.of("x", "w"), "y")
            .output("y")
            .build();
    try (LossFunction loss =
        LossFunctions.compile(
            Model.read(model),
            TensorFile.of(Map.of("w", Tensor.ofDoubles(List.of(3, 4), new double[12]))),
            new LossSpec(Loss.CROSS_ENTROPY, ignored),
            TensorFile.of(
                Map.of(
                    "x", Tensor.ofDoubles(List.of(2, 2, 3), new double[12]),
                    "target", Tensor.ofLongs(List.of(2, 2), 0, 1, 2, 3))),
            EngineOptions.DEFAULT)) {
      // When
      Program program = ((CompiledLoss) loss).programs().program(ProgramKind.GRADIENT, 2);

      // Then
      assertThat(program.instructions().stream().map(Instruction::spec))
          .filteredOn(spec -> spec instanceof KernelSpec.CrossEntropy s && s.gradient())
          .hasSize(1);
    }
  }
}
