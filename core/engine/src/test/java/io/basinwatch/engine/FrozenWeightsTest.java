package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** y = tanh(x body) head, with {@code body} trained or frozen. */
class FrozenWeightsTest {
  private static final int WIDTH = 80;
  private static final int SAMPLES = 5;

  /** Fewer constants than the body has weights. */
  private static final ModelLimits LIMITS =
      ModelLimits.of(Map.of(ModelLimits.CONSTANT_ELEMENTS, "1000"));

  private final Random random = new Random(17);
  private final Tensor x = normal(SAMPLES, WIDTH);
  private final Tensor body = normal(WIDTH, WIDTH);
  private final Tensor head = normal(WIDTH, 3);

  private Tensor normal(int rows, int columns) {
    float[] numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian() / 8;
    }
    return Tensor.ofFloats(List.of(rows, columns), numbers);
  }

  private LossFunction compile(Tensor first, Map<String, String> metadata, Precision precision) {
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(WIDTH))
            .parameter("body", List.of(WIDTH, WIDTH))
            .parameter("head", List.of(WIDTH, 3))
            .node("MatMul", List.of("x", "body"), "h")
            .node("Tanh", List.of("h"), "a")
            .node("MatMul", List.of("a", "head"), "y")
            .output("y")
            .build();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("head", head);
    weights.put("body", first);
    return compile(model, new TensorFile(weights, metadata), precision);
  }

  private LossFunction compile(byte[] model, TensorFile weights, Precision precision) {
    Tensor target = Tensor.ofLongs(List.of(SAMPLES), 0, 1, 2, 1, 0);
    return LossFunctions.compile(
        Model.read(MemorySegment.ofArray(model), LIMITS),
        weights,
        LossSpec.of(Loss.CROSS_ENTROPY),
        TensorFile.of(Map.of("x", x, "target", target)),
        precision == Precision.FLOAT32 ? EngineOptions.DEFAULT : EngineOptions.REFERENCE);
  }

  @ParameterizedTest
  @EnumSource
  void frozenWeightsAreNoConstantsAndGiveTheNumbersOfTrainedOnes(Precision precision) {
    // Given
    try (LossFunction trained = compile(body, Map.of(), precision);
        LossFunction frozen = compile(body, Map.of("buffers", "body"), precision)) {
      ParameterVector all = trained.zeros();
      ParameterVector own = frozen.zeros();
      Minibatch batch = Minibatch.whole(SAMPLES);
      // When
      double expected = trained.gradient(trained.checkpoint(), batch, all);
      double loss = frozen.gradient(frozen.checkpoint(), batch, own);
      // Then
      assertThat(loss).isEqualTo(expected);
      assertThat(own.toArray()).containsExactly(Arrays.copyOf(all.toArray(), 3 * WIDTH));
      assertSameProducts(trained, frozen, batch);
    }
  }

  /** Of the Hessian's part that both have. */
  private static void assertSameProducts(
      LossFunction trained, LossFunction frozen, Minibatch batch) {
    ParameterVector direction = trained.zeros();
    direction.copyRange(0, frozen.checkpoint(), 0, 3 * WIDTH);
    ParameterVector all = trained.zeros();
    ParameterVector own = frozen.zeros();
    trained.hessianVectorProduct(trained.checkpoint(), batch, direction, all);
    try (LossFunction fork = frozen.fork()) {
      fork.hessianVectorProduct(fork.checkpoint(), batch, fork.checkpoint(), own);
    }
    double[] expected = all.toArray();
    for (int i = 0; i < own.size(); i++) {
      assertThat(own.get(i)).isCloseTo(expected[i], within(1e-5));
    }
  }

  /** tanh makes 1 of it. */
  @Test
  void whatIsBeyondFloat32IsInfinityInFrozenWeightsAsInConstants() {
    assertThat(lossWithMask(1e300)).isEqualTo(lossWithMask(Double.POSITIVE_INFINITY)).isFinite();
  }

  private double lossWithMask(double masked) {
    double[] numbers = body.doubles();
    numbers[7] = masked;
    Tensor mask = Tensor.ofDoubles(List.of(WIDTH, WIDTH), numbers);
    try (LossFunction loss = compile(mask, Map.of("buffers", "body"), Precision.FLOAT32)) {
      return loss.loss(loss.checkpoint(), Minibatch.whole(SAMPLES));
    }
  }

  @Test
  void tiedWeightsLieOnce() {
    // Given
    Map<String, Tensor> named = new LinkedHashMap<>();
    named.put("head", head);
    named.put("body", body);
    named.put("tied", body);
    // When
    ParameterLayout layout = FlatTensors.of(named).layout();
    // Then
    assertThat(layout.entries())
        .extracting(ParameterLayout.Entry::offset)
        .containsExactly(0, 3 * WIDTH, 3 * WIDTH);
    assertThat(layout.size()).isEqualTo(3 * WIDTH + WIDTH * WIDTH);
  }

  @Test
  void tiedWeightsGiveTheNumbersOfTwo() {
    // Given
    TensorFile one =
        new TensorFile(
            Map.of("head", head, "body", body), Map.of("tied", "body", "buffers", "body"));
    Tensor copy = Tensor.ofDoubles(List.of(WIDTH, WIDTH), body.doubles());
    TensorFile two =
        new TensorFile(
            Map.of("head", head, "body", body, "tied", copy), Map.of("buffers", "body,tied"));
    // Then
    assertThat(lossOfTied(one)).isEqualTo(lossOfTied(two));
  }

  /** Of y = (x body) tied head. */
  private double lossOfTied(TensorFile weights) {
    byte[] model =
        OnnxBuilder.create()
            .input("x", List.of(WIDTH))
            .parameter("body", List.of(WIDTH, WIDTH))
            .parameter("tied", List.of(WIDTH, WIDTH))
            .parameter("head", List.of(WIDTH, 3))
            .node("MatMul", List.of("x", "body"), "h")
            .node("MatMul", List.of("h", "tied"), "a")
            .node("MatMul", List.of("a", "head"), "y")
            .output("y")
            .build();
    try (LossFunction loss = compile(model, weights, Precision.FLOAT32)) {
      return loss.loss(loss.checkpoint(), Minibatch.whole(SAMPLES));
    }
  }

  @Test
  void wholeNumbersAreConstantsAsAMaskHasThem() {
    assertThatThrownBy(
            () ->
                compile(
                    Tensor.ofFloats(List.of(WIDTH, WIDTH), new float[WIDTH * WIDTH]),
                    Map.of("buffers", "body"),
                    Precision.FLOAT32))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(ModelLimits.CONSTANT_ELEMENTS);
  }
}
