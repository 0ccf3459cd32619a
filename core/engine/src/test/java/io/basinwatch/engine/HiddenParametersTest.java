package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Each of many constants could be a copy of each of many parameters. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class HiddenParametersTest {
  private static final int COUNT = 20_000;

  /**
   * x + b, beside as many parameters as constants.
   *
   * @param last of the constants
   */
  private static void compile(float... last) {
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .initializer("b", List.of(2), 1, 2)
            .node("Add", List.of("x", "b"), "y")
            .output("y");
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("b", Tensor.ofFloats(List.of(2), 1, 2));
    for (int i = 0; i < COUNT; i++) {
      float[] numbers = {1, 2, 3, 4 + i};
      model.parameter("p" + i, List.of(2, 2));
      weights.put("p" + i, Tensor.ofFloats(List.of(2, 2), numbers));
      model.initializer("c" + i, List.of(2, 2), 1, 2, 4, -i);
    }
    model.initializer("last", List.of(2, 2), last);
    LossFunctions.compile(
            Model.read(model.build()),
            TensorFile.of(weights),
            LossSpec.of(Loss.SQUARED_ERROR),
            TensorFile.of(
                Map.of(
                    "x", Tensor.ofFloats(List.of(1, 2), 1, 2),
                    "target", Tensor.ofFloats(List.of(1, 2), 1, 2))),
            EngineOptions.DEFAULT)
        .close();
  }

  @Test
  void oneCopyAmongManyIsFound() {
    assertThatCode(() -> compile(0, 2, 3, 4)).doesNotThrowAnyException();
    for (float[] copy : List.of(new float[] {1, 2, 3, 104}, new float[] {1, 3, 2, 104})) {
      assertThatThrownBy(() -> compile(copy))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("model: constant 'last' [2, 2] seems to hold parameter 'p100'");
    }
  }
}
