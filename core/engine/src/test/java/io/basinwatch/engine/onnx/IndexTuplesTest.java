package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Indices that come with the samples. */
class IndexTuplesTest {

  /** i (., 2) -> w (2, 3)[i] = w, of which the loss is the mean. */
  private static byte[] table() {
    return OnnxBuilder.create()
        .integerInput("i", List.of(2))
        .parameter("w", List.of(2, 3))
        .node("GatherND", List.of("w", "i"), "y")
        .output("y")
        .build();
  }

  /** i (., 2, 1) -> the sum of w[0, i[0]] and w[1, i[1]]. */
  private static byte[] batches() {
    return OnnxBuilder.create()
        .integerInput("i", List.of(2, 1))
        .parameter("w", List.of(2, 3))
        .node("Shape", List.of("i"), "rows", attribute("end", 2))
        .integers("columns", List.of(1), 3)
        .node("Concat", List.of("rows", "columns"), "whole", attribute("axis", 0))
        .node("Expand", List.of("w", "whole"), "tables")
        .node("GatherND", List.of("tables", "i"), "g", attribute("batch_dims", 2))
        .integers("axis", List.of(1), 1)
        .node("ReduceSum", List.of("g", "axis"), "y", attribute("keepdims", 0))
        .output("y")
        .build();
  }

  /** i (., 2) -> w broadcast to 4097 rows of 4104, which is more than 2^24. */
  private static byte[] manyRows() {
    return OnnxBuilder.create()
        .integerInput("i", List.of(2))
        .parameter("w", List.of(2, 3))
        .integers("columns", List.of(3), 684, 2, 3)
        .node("Expand", List.of("w", "columns"), "wide")
        .integers("rows", List.of(2), 4097, 4104)
        .integers("row", List.of(1), 4104)
        .node("Reshape", List.of("wide", "row"), "line")
        .node("Expand", List.of("line", "rows"), "table")
        .node("GatherND", List.of("table", "i"), "y")
        .output("y")
        .build();
  }

  @Test
  void aTableMayHaveMorePlacesThanFloatingPointCanCount() {
    assertThat(loss(manyRows(), List.of(2, 2), 4096, 4103, -1, -3)).isEqualTo((32. + 8) / 2);
  }

  private static double loss(byte[] model, List<Integer> shape, long... indices) {
    try (LossFunction function =
        LossFunctions.compile(
            Model.read(model),
            TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(2, 3), 1, 2, 4, 8, 16, 32))),
            LossSpec.of(Loss.MODEL_OUTPUT),
            TensorFile.of(Map.of("i", Tensor.ofLongs(shape, indices))),
            EngineOptions.DEFAULT)) {
      return function.loss(function.checkpoint(), Minibatch.whole(2));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, -4, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void eachIndexIsCheckedAlongItsOwnAxis(long index) {
    assertThat(loss(table(), List.of(2, 2), 0, 2, -1, -3)).isEqualTo(6);
    assertThatThrownBy(() -> loss(table(), List.of(2, 2), 0, index, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is out of range");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4, -4, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void anIndexStaysInItsBatch(long index) {
    assertThat(loss(batches(), List.of(2, 2, 1), 1, -1, -3, 0)).isEqualTo(21.5);
    assertThatThrownBy(() -> loss(batches(), List.of(2, 2, 1), index, 1, 0, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is out of range");
  }

  /** i (., 1) -> w[0] (3) with 5 scattered to the place i. */
  private static byte[] scattered(String reduction) {
    return OnnxBuilder.create()
        .integerInput("i", List.of(1))
        .parameter("w", List.of(2, 3))
        .node("Shape", List.of("i"), "batch", attribute("end", 1))
        .integers("columns", List.of(1), 3)
        .node("Concat", List.of("batch", "columns"), "shape", attribute("axis", 0))
        .integers("first", List.of(1), 0)
        .node("Gather", List.of("w", "first"), "row", attribute("axis", 0))
        .node("Expand", List.of("row", "shape"), "data")
        .initializer("five", List.of(1, 1), new float[] {5})
        .node("Shape", List.of("i"), "one")
        .node("Expand", List.of("five", "one"), "updates")
        .node(
            "ScatterElements",
            List.of("data", "i", "updates"),
            "s",
            attribute("axis", 1),
            attribute("reduction", reduction))
        .integers("axis", List.of(1), 1)
        .node("ReduceSum", List.of("s", "axis"), "y", attribute("keepdims", 0))
        .output("y")
        .build();
  }

  /** Of 1, 2, 4 the first becomes 5 in one sample, the last in the other, or stays. */
  @ParameterizedTest
  @CsvSource({"none, 9.5", "add, 12", "max, 9.5", "min, 7"})
  void scattersCheckTheirIndicesWhateverTheyReduce(String reduction, double mean) {
    assertThat(loss(scattered(reduction), List.of(2, 1), 0, -1)).isEqualTo(mean);
    assertThatThrownBy(() -> loss(scattered(reduction), List.of(2, 1), 0, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is out of range");
  }
}
