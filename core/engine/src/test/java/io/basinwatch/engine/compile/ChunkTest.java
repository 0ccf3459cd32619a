package io.basinwatch.engine.compile;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.Precision;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.kernels.Workspace;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Minibatches that a limit on memory divides give the same numbers as whole ones. */
class ChunkTest {
  private static final int SAMPLES = 53;
  private static final int CLASSES = 5;
  private static final long LITTLE = 1 << 16;

  private final Random random = new Random(7);
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final OnnxBuilder model = OnnxBuilder.create().output("y");

  private Tensor normal(double scale, Integer... shape) {
    float[] values = new float[List.of(shape).stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return Tensor.ofFloats(List.of(shape), values);
  }

  private void parameter(String name, Integer... shape) {
    model.parameter(name, List.of(shape));
    weights.put(name, normal(.3, shape));
  }

  private LossFunction compile(EngineOptions options, Tensor x) {
    return compile(options, x, ModelLimits.DEFAULT);
  }

  private LossFunction compile(EngineOptions options, Tensor x, ModelLimits limits) {
    long[] target = random.ints(SAMPLES, 0, CLASSES).asLongStream().toArray();
    return LossFunctions.compile(
        Model.read(MemorySegment.ofArray(model.build()), limits),
        TensorFile.of(weights),
        LossSpec.of(Loss.CROSS_ENTROPY),
        TensorFile.of(Map.of("x", x, "target", Tensor.ofLongs(List.of(SAMPLES), target))),
        options);
  }

  private void sameInChunks(Tensor x) {
    for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
      boolean exact = options.precision() == Precision.FLOAT64;
      // Given
      random.setSeed(11);
      try (LossFunction whole = compile(options, x)) {
        random.setSeed(11);
        try (LossFunction parts = compile(options.withProgramBytes(LITTLE), x)) {
          // When // Then
          same(whole, parts, exact ? 1e-12 : 2e-5);
        }
      }
    }
  }

  private static void same(LossFunction whole, LossFunction parts, double tolerance) {
    for (ProgramKind kind : List.of(ProgramKind.GRADIENT, ProgramKind.HESSIAN_VECTOR_PRODUCT)) {
      assertThat(chunk(whole, kind)).isEqualTo(SAMPLES);
      assertThat(chunk(parts, kind)).isLessThan(SAMPLES / 2);
    }
    Minibatch batch = Minibatch.whole(SAMPLES);
    ParameterVector expected = whole.zeros();
    ParameterVector actual = parts.zeros();
    double loss = whole.gradient(whole.checkpoint(), batch, expected);
    assertThat(parts.gradient(parts.checkpoint(), batch, actual))
        .isCloseTo(loss, within(tolerance));
    assertThat(actual.toArray()).containsExactly(expected.toArray(), within(tolerance));
    ParameterVector v = whole.zeros();
    v.fillNormal(RandomStream.of(3, 1));
    whole.hessianVectorProduct(whole.checkpoint(), batch, v, expected);
    parts.hessianVectorProduct(parts.checkpoint(), batch, v, actual);
    assertThat(actual.toArray()).containsExactly(expected.toArray(), within(100 * tolerance));
  }

  private static int chunk(LossFunction loss, ProgramKind kind) {
    return ((CompiledLoss) loss).programs().chunk(kind, SAMPLES);
  }

  private static long needed(LossFunction loss, int chunk) {
    Programs programs = ((CompiledLoss) loss).programs();
    Program program = programs.program(ProgramKind.GRADIENT, chunk);
    try (Workspace scratch = new Workspace()) {
      return program.bytes() + programs.execution(program, scratch).scratchBytes();
    }
  }

  private LossFunction limited(Tensor x, long bytes) {
    random.setSeed(11);
    Map<String, String> setting = Map.of(ModelLimits.MEMORY_BYTES, "" + bytes);
    return compile(EngineOptions.DEFAULT, x, ModelLimits.of(setting));
  }

  @Test
  void aLimitOfTheModelDividesThemToo() {
    // Given
    convolution();
    Tensor x = normal(1, SAMPLES, 3, 8, 8);
    Minibatch batch = Minibatch.whole(SAMPLES);
    try (LossFunction whole = limited(x, ModelLimits.DEFAULT.memoryBytes())) {
      ParameterVector expected = whole.zeros();
      double loss = whole.gradient(whole.checkpoint(), batch, expected);
      long one = needed(whole, 1);
      // When // Then
      for (int samples : new int[] {1, 3, 27}) {
        long bytes = needed(whole, samples) + (samples == 1 ? (needed(whole, 2) - one) / 2 : 0);
        try (LossFunction parts = limited(x, bytes)) {
          ParameterVector actual = parts.zeros();
          assertThat(chunk(parts, ProgramKind.GRADIENT)).isEqualTo(samples);
          assertThat(parts.gradient(parts.checkpoint(), batch, actual))
              .isCloseTo(loss, within(2e-5));
          assertThat(actual.toArray()).containsExactly(expected.toArray(), within(2e-5));
        }
      }
      try (LossFunction none = limited(x, one - 1)) {
        assertThatThrownBy(() -> none.gradient(none.checkpoint(), batch, none.zeros()))
            .isInstanceOf(InvalidInputException.class)
            .hasMessage(
                "model: its gradient takes %d bytes of working memory for one sample; the setting"
                    + " model.max-memory-bytes allows %d",
                one, one - 1);
      }
    }
  }

  @Test
  void ofAConvolution() {
    // Given
    convolution();
    // Then
    sameInChunks(normal(1, SAMPLES, 3, 8, 8));
  }

  private void convolution() {
    parameter("c.weight", 8, 3, 3, 3);
    parameter("c.bias", 8);
    parameter("out", 8 * 16, CLASSES);
    model
        .input("x", List.of(3, 8, 8))
        .node(
            "Conv",
            List.of("x", "c.weight", "c.bias"),
            "c",
            attribute("pads", List.of(1L, 1L, 1L, 1L)))
        .node("Relu", List.of("c"), "r")
        .node(
            "MaxPool",
            List.of("r"),
            "p",
            attribute("kernel_shape", List.of(2L, 2L)),
            attribute("strides", List.of(2L, 2L)))
        .node("Flatten", List.of("p"), "f")
        .node("MatMul", List.of("f", "out"), "y");
  }

  @Test
  void ofASequence() {
    // Given
    int width = 7;
    parameter("w", 1, 4 * width, 6);
    parameter("r", 1, 4 * width, width);
    parameter("b", 1, 8 * width);
    parameter("out", width, CLASSES);
    model
        .input("x", List.of(9, 6))
        .integers("axes", List.of(1), 0)
        .node("Transpose", List.of("x"), "steps", attribute("perm", List.of(1L, 0L, 2L)))
        .node(
            "LSTM",
            List.of("steps", "w", "r", "b"),
            List.of("", "h"),
            attribute("hidden_size", width))
        .node("Squeeze", List.of("h", "axes"), "last")
        .node("MatMul", List.of("last", "out"), "y");
    // Then
    sameInChunks(normal(1, SAMPLES, 9, 6));
  }
}
