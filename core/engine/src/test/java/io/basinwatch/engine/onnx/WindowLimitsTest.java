package io.basinwatch.engine.onnx;

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
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import onnx.OnnxMl.AttributeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows with extreme attributes: refused, or the same numbers from both sets of kernels. */
class WindowLimitsTest {
  private static final int BATCH = 64; // kernels for many images are among those that are taken
  private static final int LENGTH = 8;
  private static final long LARGEST = Integer.MAX_VALUE;

  private static AttributeProto ints(String name, long... values) {
    return attribute(name, LongStream.of(values).boxed().toList());
  }

  /** The sum of the results of a node for z = (x u) in two channels. */
  private static LossFunction loss(
      String operator, boolean weights, EngineOptions options, AttributeProto... attributes) {
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(2, LENGTH))
            .parameter("u", List.of(2, LENGTH))
            .parameter("w", List.of(2, 1, 4))
            .integers("axes", List.of(2), 1, 2)
            .node("Mul", List.of("x", "u"), "z")
            .node(operator, weights ? List.of("z", "w") : List.of("z"), "r", attributes)
            .node("Sin", List.of("r"), "s")
            .node("ReduceSum", List.of("s", "axes"), "t", attribute("keepdims", 0))
            .node("ReduceSum", List.of("w"), "d", attribute("keepdims", 0))
            .node("Add", List.of("t", "d"), "y")
            .output("y");
    return LossFunctions.compile(
        Model.read(model.build()),
        TensorFile.of(Map.of("u", normal(2, LENGTH), "w", normal(2, 1, 4))),
        LossSpec.of(Loss.MODEL_OUTPUT),
        TensorFile.of(Map.of("x", normal(BATCH, 2, LENGTH))),
        options);
  }

  private static Tensor normal(Integer... shape) {
    Random random = new Random(Arrays.hashCode(shape));
    float[] values = new float[Stream.of(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(List.of(shape), values);
  }

  private static double[] gradient(LossFunction loss) {
    ParameterVector gradient = loss.zeros();
    loss.gradient(loss.checkpoint(), Minibatch.whole(BATCH), gradient);
    return gradient.toArray();
  }

  private static void refused(String operator, boolean weights, AttributeProto... attributes) {
    for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
      assertThatThrownBy(
              () -> {
                try (LossFunction loss = loss(operator, weights, options, attributes)) {
                  gradient(loss);
                }
              })
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("model: ")
          .message()
          .doesNotContain("\n");
    }
  }

  private static void same(String operator, boolean weights, AttributeProto... attributes) {
    try (LossFunction reference = loss(operator, weights, EngineOptions.REFERENCE, attributes);
        LossFunction cpu = loss(operator, weights, EngineOptions.DEFAULT, attributes)) {
      double[] expected = gradient(reference);
      double[] actual = gradient(cpu);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).as("%s %d", operator, i).isCloseTo(expected[i], within(1e-4));
      }
    }
  }

  private static AttributeProto[] with(AttributeProto one, AttributeProto... others) {
    return Stream.concat(Stream.of(others), Stream.of(one)).toArray(AttributeProto[]::new);
  }

  static Stream<long[]> padsThatDoNotFit() {
    return Stream.of(
        new long[] {LARGEST, LARGEST},
        new long[] {LARGEST, -LARGEST + 7},
        new long[] {LARGEST, 1},
        new long[] {1L << 30, 1L << 30},
        new long[] {-1, 4},
        new long[] {4, -1},
        new long[] {Integer.MIN_VALUE, Integer.MIN_VALUE},
        new long[] {1L << 32, 0});
  }

  @ParameterizedTest
  @MethodSource("padsThatDoNotFit")
  void padsThatDoNotFitAreRefused(long[] pads) {
    AttributeProto given = ints("pads", pads);
    List<AttributeProto[]> pools =
        List.of(
            new AttributeProto[] {ints("kernel_shape", 4)},
            new AttributeProto[] {ints("kernel_shape", 2), ints("dilations", 3)},
            new AttributeProto[] {ints("kernel_shape", 2), ints("strides", 1L << 30)},
            new AttributeProto[] {ints("kernel_shape", 3), attribute("ceil_mode", 1)},
            new AttributeProto[] {ints("kernel_shape", 2), ints("strides", LARGEST)});
    for (AttributeProto[] attributes : pools) {
      refused("MaxPool", false, with(given, attributes));
      refused("AveragePool", false, with(given, attributes));
    }
    List<AttributeProto[]> convolutions =
        List.of(
            new AttributeProto[] {attribute("group", 2)},
            new AttributeProto[] {attribute("group", 2), ints("dilations", 2)},
            new AttributeProto[] {attribute("group", 2), ints("strides", LARGEST)});
    for (AttributeProto[] attributes : convolutions) {
      refused("Conv", true, with(given, attributes));
      refused("ConvTranspose", true, with(given, attributes));
    }
  }

  @Test
  void otherAttributesThatDoNotFitAreRefused() {
    AttributeProto groups = attribute("group", 2);
    refused("Conv", true, groups, ints("dilations", LARGEST));
    refused("Conv", true, groups, ints("dilations", 1L << 30), ints("pads", 1L << 30, 1L << 30));
    refused("ConvTranspose", true, groups, ints("dilations", LARGEST));
    refused("ConvTranspose", true, groups, ints("strides", LARGEST));
    refused("ConvTranspose", true, groups, ints("output_padding", LARGEST));
    refused("ConvTranspose", true, groups, ints("output_shape", LARGEST));
    refused("ConvTranspose", true, groups, ints("output_shape", Integer.MIN_VALUE));
    refused("MaxPool", false, ints("kernel_shape", LARGEST), ints("pads", LARGEST, LARGEST));
    refused("MaxPool", false, ints("kernel_shape", 2), ints("dilations", LARGEST));
  }

  @Test
  void muchPaddingOnEitherSideIsComputed() {
    AttributeProto groups = attribute("group", 2);
    for (long[] pads : new long[][] {{0, 0}, {3, 40}, {301, 7}}) {
      AttributeProto given = ints("pads", pads);
      same("Conv", true, groups, given);
      same("Conv", true, groups, given, ints("strides", 5), ints("dilations", 2));
    }
    long far = 1L << 30;
    same("Conv", true, groups, ints("pads", far, 0), ints("strides", far));
    same("Conv", true, groups, ints("pads", 0, far), ints("strides", far));
    same("Conv", true, groups, ints("pads", far, 3), ints("dilations", far / 3));
    same("ConvTranspose", true, groups, ints("strides", 50), ints("pads", 100, 3));
    same("ConvTranspose", true, groups, ints("output_padding", 90), ints("strides", 100));
    same("AveragePool", false, ints("kernel_shape", 300), ints("pads", 299, 299));
    same("MaxPool", false, ints("kernel_shape", 300), ints("pads", 299, 299));
  }

  @Test
  void oneWindowMayBeLargerThanCanBeCounted() {
    // Given: x (2, 8) as (1, 2, 2, 2, 2)
    long[] kernel = {1 << 16, 1 << 15, 1};
    for (long height : new long[] {1 << 15, 1 << 16}) {
      kernel[1] = height;
      OnnxBuilder model =
          OnnxBuilder.create()
              .input("x", List.of(2, LENGTH))
              .parameter("u", List.of(2, LENGTH))
              .integers("volume", List.of(5), 0, 2, 2, 2, 2)
              .integers("axes", List.of(4), 1, 2, 3, 4)
              .node("Mul", List.of("x", "u"), "z")
              .node("Reshape", List.of("z", "volume"), "v")
              .node(
                  "MaxPool",
                  List.of("v"),
                  "r",
                  ints("kernel_shape", kernel),
                  ints("pads", kernel[0] - 2, height - 2, 0, 0, 0, 0))
              .node("ReduceSum", List.of("r", "axes"), "y", attribute("keepdims", 0))
              .output("y");
      for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
        // When
        try (LossFunction loss =
            LossFunctions.compile(
                Model.read(model.build()),
                TensorFile.of(Map.of("u", Tensor.ofFloats(List.of(2, LENGTH), ones(16)))),
                LossSpec.of(Loss.MODEL_OUTPUT),
                TensorFile.of(Map.of("x", Tensor.ofFloats(List.of(1, 2, LENGTH), descending(16)))),
                options)) {
          // Then: the largest of (., ., 0) and (., ., 1) in both channels
          assertThat(loss.loss(loss.checkpoint(), Minibatch.whole(1))).isEqualTo(-0. - 1 - 8 - 9);
        }
      }
    }
  }

  private static float[] ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return values;
  }

  private static float[] descending(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = -i;
    }
    return values;
  }
}
