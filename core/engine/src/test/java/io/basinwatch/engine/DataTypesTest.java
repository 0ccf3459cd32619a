package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.engine.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Floating-point types of checkpoints, constants and probes, computed in float32 or float64. */
class DataTypesTest {
  private static final int SAMPLES = 5;
  private static final int INPUTS = 7;
  private static final int OUTPUTS = 3;

  private final Random random = new Random(31);
  private final double[] x = numbers(SAMPLES * INPUTS);
  private final double[] weight = numbers(INPUTS * OUTPUTS);
  private final double[] shift = numbers(OUTPUTS);
  private final double[] target = numbers(SAMPLES * OUTPUTS);

  private double[] numbers(int count) {
    return random.doubles(count, -2, 2).toArray();
  }

  /** A tensor of a floating-point type, rounded to it. */
  private static Tensor tensor(TensorType type, List<Integer> shape, double... values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (type) {
        case F64 -> data.putDouble(value);
        case F32 -> data.putFloat((float) value);
        case F16 -> data.putShort(Float.floatToFloat16((float) value));
        case BF16 -> data.putShort((short) (Float.floatToIntBits((float) value) >>> 16));
        default -> throw new IllegalArgumentException("" + type);
      }
    }
    return new Tensor(type, shape, data.flip());
  }

  private static Model model(Tensor shift) {
    return Model.read(
        OnnxBuilder.create()
            .input("x", List.of(INPUTS))
            .parameter("w", List.of(INPUTS, OUTPUTS))
            .initializer("shift", shift)
            .node("MatMul", List.of("x", "w"), "z")
            .node("Add", List.of("z", "shift"), "y")
            .output("y")
            .build());
  }

  private Tensor x(TensorType type) {
    return tensor(type, List.of(SAMPLES, INPUTS), x);
  }

  private Tensor weight(TensorType type) {
    return tensor(type, List.of(INPUTS, OUTPUTS), weight);
  }

  private Tensor shift(TensorType type) {
    return tensor(type, List.of(OUTPUTS), shift);
  }

  private Tensor target(TensorType type) {
    return tensor(type, List.of(SAMPLES, OUTPUTS), target);
  }

  private static LossFunction compile(
      Tensor x, Tensor weight, Tensor shift, Tensor target, EngineOptions options) {
    return LossFunctions.compile(
        model(shift),
        TensorFile.of(Map.of("w", weight)),
        LossSpec.of(Loss.SQUARED_ERROR),
        TensorFile.of(Map.of("x", x, "target", target)),
        options);
  }

  private static double expected(Tensor x, Tensor weight, Tensor shift, Tensor target) {
    double sum = 0;
    for (int i = 0; i < SAMPLES; i++) {
      for (int k = 0; k < OUTPUTS; k++) {
        double y = shift.real(k) - target.real(i * OUTPUTS + k);
        for (int j = 0; j < INPUTS; j++) {
          y += x.real(i * INPUTS + j) * weight.real(j * OUTPUTS + k);
        }
        sum += y * y / 2 / SAMPLES;
      }
    }
    return sum;
  }

  private static void lossIsExact(Tensor x, Tensor weight, Tensor shift, Tensor target) {
    double expected = expected(x, weight, shift, target);
    for (EngineOptions options : List.of(EngineOptions.REFERENCE, EngineOptions.DEFAULT)) {
      // When
      try (LossFunction function = compile(x, weight, shift, target, options)) {
        double loss = function.loss(function.checkpoint(), Minibatch.whole(SAMPLES));
        // Then
        boolean exact = options.precision() == Precision.FLOAT64;
        assertThat(loss).isCloseTo(expected, within((exact ? 1e-13 : 1e-5) * expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"F32", "F16", "BF16", "F64"})
  void everyTypeIsReadAsItsNumbers(TensorType type) {
    lossIsExact(x(type), weight(type), shift(type), target(type));
  }

  @Test
  void typesMayBeMixed() {
    lossIsExact(
        x(TensorType.F16), weight(TensorType.BF16), shift(TensorType.F64), target(TensorType.F32));
    lossIsExact(
        x(TensorType.F64), weight(TensorType.F16), shift(TensorType.F32), target(TensorType.BF16));
  }

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"F32", "F16", "BF16", "F64"})
  void anotherCheckpointMayHaveAnotherType(TensorType type) {
    // Given
    Tensor other = tensor(type, List.of(INPUTS, OUTPUTS), numbers(INPUTS * OUTPUTS));
    TensorType f32 = TensorType.F32;
    try (LossFunction function =
        compile(x(f32), weight(f32), shift(f32), target(f32), EngineOptions.DEFAULT)) {
      // When
      ParameterVector loaded = LossFunctions.load(function, TensorFile.of(Map.of("w", other)));
      // Then
      for (int i = 0; i < loaded.size(); i++) {
        assertThat(loaded.get(i)).isEqualTo((float) other.real(i));
      }
    }
  }

  @Test
  void numbersBeyondFloat32AreRefusedOnlyWhereItIsComputedIn() {
    // Given
    TensorType f64 = TensorType.F64;
    weight[4] = 1e39;
    // When
    compile(x(f64), weight(f64), shift(f64), target(f64), EngineOptions.REFERENCE).close();
    // Then
    assertThatThrownBy(
            () -> compile(x(f64), weight(f64), shift(f64), target(f64), EngineOptions.DEFAULT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("checkpoint: parameter 'w' is beyond the range of float32 at element 4");
    weight[4] = 1;
    x[3] = -1e39;
    assertThatThrownBy(
            () -> compile(x(f64), weight(f64), shift(f64), target(f64), EngineOptions.DEFAULT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("probe: 'x' has -1.0E39, beyond the range of float32");
  }

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"F32", "F16", "BF16", "F64"})
  void infinityAndNaNAreFoundInEveryType(TensorType type) {
    for (double bad : new double[] {Double.NaN, Double.NEGATIVE_INFINITY}) {
      // Given
      weight[20] = bad;
      // Then
      assertThatThrownBy(
              () ->
                  compile(x(type), weight(type), shift(type), target(type), EngineOptions.DEFAULT))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "checkpoint: parameter 'w' has %s at element 20"
                  .formatted(Double.isNaN(bad) ? "NaN" : "infinity"));
    }
  }
}
