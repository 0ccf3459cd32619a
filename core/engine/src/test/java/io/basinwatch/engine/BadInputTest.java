package io.basinwatch.engine;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.engine.safetensors.TensorType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import onnx.OnnxMl.TensorProto.DataType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What does not fit together is refused in one line that names it. */
class BadInputTest {
  private static final LossSpec CROSS_ENTROPY = LossSpec.of(Loss.CROSS_ENTROPY);

  /** x (., 2) -> fc1 -> relu -> fc2 -> logits (., 3). */
  private static byte[] network() {
    return OnnxBuilder.create()
        .input("x", List.of(2))
        .parameter("fc1.weight", List.of(4, 2))
        .parameter("fc1.bias", List.of(4))
        .initializer("fc2.weight", List.of(3, 4), new float[12])
        .initializer("fc2.bias", List.of(3), new float[3])
        .node("Gemm", List.of("x", "fc1.weight", "fc1.bias"), "h", attribute("transB", 1))
        .node("Relu", List.of("h"), "a")
        .node("Gemm", List.of("a", "fc2.weight", "fc2.bias"), "y", attribute("transB", 1))
        .output("y")
        .build();
  }

  private static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("fc1.weight", Tensor.ofFloats(List.of(4, 2), new float[8]));
    weights.put("fc1.bias", Tensor.ofFloats(List.of(4), new float[4]));
    weights.put("fc2.weight", Tensor.ofFloats(List.of(3, 4), new float[12]));
    weights.put("fc2.bias", Tensor.ofFloats(List.of(3), new float[3]));
    return weights;
  }

  private static Map<String, Tensor> probe() {
    Map<String, Tensor> probe = new LinkedHashMap<>();
    probe.put("x", Tensor.ofFloats(List.of(3, 2), 1, 2, 3, 4, 5, 6));
    probe.put("target", Tensor.ofLongs(List.of(3), 0, 1, 2));
    return probe;
  }

  private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
    map.put(key, value);
    return map;
  }

  private static <K, V> Map<K, V> without(Map<K, V> map, K key) {
    map.remove(key);
    return map;
  }

  private static LossFunction compile(
      Map<String, Tensor> weights, Map<String, Tensor> probe, LossSpec spec) {
    return LossFunctions.compile(
        Model.read(network()),
        TensorFile.of(weights),
        spec,
        TensorFile.of(probe),
        EngineOptions.REFERENCE);
  }

  private static void refused(ThrowingCallable code, String message) {
    assertThatThrownBy(code)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  private static void badWeights(Map<String, Tensor> weights, String message) {
    refused(() -> compile(weights, probe(), CROSS_ENTROPY), message);
    try (LossFunction function = compile(weights(), probe(), CROSS_ENTROPY)) {
      refused(
          () -> LossFunctions.load(function, TensorFile.of(weights)),
          message.substring(0, Math.min(message.length(), 32)));
    }
  }

  private static void badProbe(Map<String, Tensor> probe, String message) {
    refused(() -> compile(weights(), probe, CROSS_ENTROPY), message);
  }

  @Test
  void goodInputIsAccepted() {
    assertThatCode(() -> compile(weights(), probe(), CROSS_ENTROPY).close())
        .doesNotThrowAnyException();
  }

  @Test
  void missingParametersAreNamed() {
    badWeights(without(weights(), "fc1.weight"), "checkpoint: parameter 'fc1.weight' is missing");
    badWeights(without(weights(), "fc2.bias"), "checkpoint: parameter 'fc2.bias' is missing");
    badWeights(new LinkedHashMap<>(Map.of("other", Tensor.ofFloats(List.of(), 1))), "checkpoint: ");
  }

  @Test
  void aModelWithoutTheCheckpointsNumbersHasConstantsOfAnyName() {
    // Given
    Model model =
        Model.read(
            OnnxBuilder.create()
                .input("x", List.of(2))
                .parameter("w", List.of(2))
                .initializer("mask.bias", List.of(2), 1, 0)
                .node("Mul", List.of("x", "w"), "h")
                .node("Add", List.of("h", "mask.bias"), "y")
                .output("y")
                .build());
    // Then
    assertThatCode(
            () ->
                LossFunctions.compile(
                        model,
                        TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(2), 1, 2))),
                        CROSS_ENTROPY,
                        TensorFile.of(with(probe(), "target", Tensor.ofLongs(List.of(3), 0, 1, 1))),
                        EngineOptions.REFERENCE)
                    .close())
        .doesNotThrowAnyException();
  }

  /** The model is x a + b, with a or its transpose under another name. */
  private static void optimised(
      List<Integer> shape, float[] numbers, Map<String, Tensor> weights, String message) {
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .initializer("onnx::MatMul_7", shape, numbers)
            .initializer("b", List.of(3), 1, 2, 3)
            .node("MatMul", List.of("x", "onnx::MatMul_7"), "h")
            .node("Add", List.of("h", "b"), "y")
            .output("y");
    refused(
        () ->
            LossFunctions.compile(
                Model.read(model.build()),
                TensorFile.of(weights),
                CROSS_ENTROPY,
                TensorFile.of(probe()),
                EngineOptions.REFERENCE),
        message);
  }

  @Test
  void parametersThatAnExporterHasHiddenAreNamed() {
    Tensor b = Tensor.ofFloats(List.of(3), 1, 2, 3);
    float[] numbers = {1, 2, 3, 4, 5, 6};
    optimised(
        List.of(2, 3),
        numbers,
        Map.of("b", b, "a", Tensor.ofFloats(List.of(3, 2), 9, 9, 9, 9, 9, 9)),
        "model: constant 'onnx::MatMul_7' [2, 3] seems to hold parameter 'a' [3, 2] as it was at");
    optimised(
        List.of(2, 3),
        numbers,
        Map.of("b", b, "a", Tensor.ofFloats(List.of(2, 3, 1), 9, 9, 9, 9, 9, 9)),
        "model: constant 'onnx::MatMul_7' [2, 3] seems to hold parameter 'a' [2, 3, 1] as it was");
  }

  @Test
  void emptyTensorsAreNoCopies() {
    // Given
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .initializer("a", List.of(0, 3), new float[0])
            .initializer("c", List.of(3, 0), new float[0])
            .initializer("d", List.of(3, 2), 1, 2, 3, 4, 5, 6)
            .initializer("b", List.of(2), 1, 2)
            .node("Add", List.of("x", "b"), "y")
            .output("y");
    Map<String, Tensor> weights =
        Map.of(
            "a", Tensor.ofFloats(List.of(0, 3)),
            "b", Tensor.ofFloats(List.of(2), 1, 2),
            "e", Tensor.ofFloats(List.of(3, 0, 2)));
    // Then
    assertThatCode(
            () ->
                LossFunctions.compile(
                        Model.read(model.build()),
                        TensorFile.of(weights),
                        CROSS_ENTROPY,
                        TensorFile.of(with(probe(), "target", Tensor.ofLongs(List.of(3), 0, 1, 1))),
                        EngineOptions.REFERENCE)
                    .close())
        .doesNotThrowAnyException();
  }

  /** The model is x c a, with c beside the checkpoint's a. */
  private static LossFunction withConstant(float... c) {
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(2))
            .initializer("a", List.of(3, 2), 1, 4, 2, 5, 3, 6)
            .initializer("onnx::MatMul_7", List.of(2, 3), c)
            .node("MatMul", List.of("x", "onnx::MatMul_7"), "h")
            .node("MatMul", List.of("h", "a"), "y")
            .output("y");
    return LossFunctions.compile(
        Model.read(model.build()),
        TensorFile.of(Map.of("a", Tensor.ofFloats(List.of(3, 2), 1, 4, 2, 5, 3, 6))),
        CROSS_ENTROPY,
        TensorFile.of(with(probe(), "target", Tensor.ofLongs(List.of(3), 0, 1, 1))),
        EngineOptions.REFERENCE);
  }

  @Test
  void copiesOfParametersAreNamed() {
    String message =
        "model: constant 'onnx::MatMul_7' [2, 3] seems to hold parameter 'a' [3, 2] as it was at";
    refused(() -> withConstant(1, 2, 3, 4, 5, 6), message);
    refused(() -> withConstant(1, 4, 2, 5, 3, 6), message);
    assertThatCode(() -> withConstant(1, 2, 3, 4, 5, 7).close()).doesNotThrowAnyException();
  }

  @Test
  void otherShapesAreNamed() {
    badWeights(
        with(weights(), "fc1.weight", Tensor.ofFloats(List.of(2, 4), new float[8])),
        "checkpoint: parameter 'fc1.weight' has shape [2, 4], the model's has [4, 2]");
  }

  @Test
  void wrongTypesAreNamed() {
    badWeights(
        with(weights(), "fc1.bias", Tensor.ofLongs(List.of(4), 0, 0, 0, 0)),
        "checkpoint: parameter 'fc1.bias' has type I64, not a floating-point type");
  }

  @Test
  void numbersThatAreNoneAreNamed() {
    badWeights(
        with(weights(), "fc2.bias", Tensor.ofFloats(List.of(3), 0, Float.NaN, 0)),
        "checkpoint: parameter 'fc2.bias' has NaN at element 1");
    badWeights(
        with(weights(), "fc2.bias", Tensor.ofDoubles(List.of(3), 0, 0, Double.NEGATIVE_INFINITY)),
        "checkpoint: parameter 'fc2.bias' has infinity at element 2");
  }

  @Test
  void extraTensorsAreFine() {
    assertThatCode(
            () ->
                compile(
                        with(weights(), "tied", Tensor.ofLongs(List.of(), 1)),
                        probe(),
                        CROSS_ENTROPY)
                    .close())
        .doesNotThrowAnyException();
  }

  private static LossFunction withBuffers(String buffers) {
    return LossFunctions.compile(
        Model.read(network()),
        new TensorFile(
            with(weights(), "head.weight", Tensor.ofFloats(List.of(), 1)),
            Map.of("buffers", buffers)),
        CROSS_ENTROPY,
        TensorFile.of(probe()),
        EngineOptions.REFERENCE);
  }

  private static LossFunction withBuffer(Tensor bias, long... targets) {
    return LossFunctions.compile(
        Model.read(network()),
        new TensorFile(with(weights(), "fc2.bias", bias), Map.of("buffers", "fc2.bias")),
        CROSS_ENTROPY,
        TensorFile.of(with(probe(), "target", Tensor.ofLongs(List.of(3), targets))),
        EngineOptions.DEFAULT);
  }

  @Test
  void buffersMayBeInfinite() {
    float infinity = Float.NEGATIVE_INFINITY;
    try (LossFunction loss = withBuffer(Tensor.ofFloats(List.of(3), 0, infinity, 0), 0, 2, 2)) {
      assertThat(loss.loss(loss.checkpoint(), Minibatch.whole(3)))
          .isCloseTo(Math.log(2), within(1e-6));
    }
    refused(
        () -> withBuffer(Tensor.ofFloats(List.of(3), 0, infinity, Float.NaN), 0, 2, 2),
        "checkpoint: buffer 'fc2.bias' has NaN at element 2");
    refused(
        () -> withBuffer(Tensor.ofFloats(List.of(2), 0, 0), 0, 2, 2),
        "checkpoint: buffer 'fc2.bias' has shape [2], the model's has [3]");
  }

  @Test
  void typesThatCannotBeReadAreNamedWhereTheyAreUsed() {
    Tensor complex = new Tensor(TensorType.C64, List.of(3), ByteBuffer.allocate(24));
    compile(with(weights(), "unused", complex), probe(), CROSS_ENTROPY).close();
    Tensor small = new Tensor(TensorType.F8_E4M3, List.of(3), ByteBuffer.allocate(3));
    badWeights(
        with(weights(), "fc2.bias", small),
        "checkpoint: parameter 'fc2.bias' has type F8_E4M3, which is not supported; supported: F32, ");
    refused(
        () -> withBuffer(complex, 0, 2, 2),
        "checkpoint: buffer 'fc2.bias' has type C64, which is not supported; supported: F32, ");
    String message = "probe: '%s' has type C64, which is not supported; supported: F32, ";
    badProbe(with(probe(), "target", complex), message.formatted("target"));
    Tensor x = new Tensor(TensorType.C64, List.of(3, 2), ByteBuffer.allocate(48));
    badProbe(with(probe(), "x", x), message.formatted("x"));
  }

  @Test
  void classesMayHaveAnyWholeType() {
    for (TensorType type : TensorType.values()) {
      if (type.isWhole()) {
        ByteBuffer data = ByteBuffer.allocate(3 * type.bytes());
        data.put(type.bytes(), (byte) 2); // in little-endian order
        compile(
                weights(),
                with(probe(), "target", new Tensor(type, List.of(3), data)),
                CROSS_ENTROPY)
            .close();
      }
    }
  }

  /** y = x where mask (BOOL), else -x. */
  private static void masked(Tensor mask) {
    OnnxBuilder model =
        OnnxBuilder.create()
            .bodyInput("x", DataType.FLOAT, List.of(2, 2))
            .bodyInput("mask", DataType.BOOL, List.of(2, 2))
            .parameter("w", List.of(2))
            .node("Mul", List.of("x", "w"), "z")
            .node("Neg", List.of("z"), "n")
            .node("Where", List.of("mask", "z", "n"), "y")
            .output("y");
    LossFunctions.compile(
            Model.read(model.build()),
            TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(2), 1, 1))),
            CROSS_ENTROPY,
            TensorFile.of(
                Map.of(
                    "x", Tensor.ofFloats(List.of(2, 2), 1, 2, 3, 4),
                    "mask", mask,
                    "target", Tensor.ofLongs(List.of(2), 0, 1))),
            EngineOptions.DEFAULT)
        .close();
  }

  @Test
  void truthValuesAreZeroOrOne() {
    for (TensorType type : List.of(TensorType.BOOL, TensorType.U8)) {
      masked(new Tensor(type, List.of(2, 2), ByteBuffer.wrap(new byte[] {0, 1, 1, 0})));
    }
    masked(Tensor.ofLongs(List.of(2, 2), 0, 1, 1, 0));
    masked(Tensor.ofFloats(List.of(2, 2), 0, 1, 1, 0));
    refused(
        () -> masked(Tensor.ofFloats(List.of(2, 2), 0, 1, 1, .5f)),
        "probe: 'mask' has 0.5 in sample 1, the model wants truth values, 0 or 1");
  }

  @Test
  void buffersThatAreNowhereAreNamed() {
    refused(
        () -> withBuffers("fc1.weight,fc1.bais"),
        "checkpoint: 'fc1.bais', which the metadata key 'buffers' names, is none of its tensors");
    assertThatCode(() -> withBuffers("fc1.weight, head.weight,").close())
        .doesNotThrowAnyException();
  }

  @Test
  void buffersThatLeaveNothingToTrainAreRefused() {
    refused(
        () -> withBuffers("fc1.weight,fc1.bias,fc2.weight,fc2.bias"),
        "checkpoint: no parameter of the model is left to train: all are running statistics or"
            + " named in the metadata key 'buffers'");
  }

  @Test
  void missingInputsAreNamed() {
    badProbe(without(probe(), "x"), "probe: the model's input 'x' is missing; it has: target");
  }

  @Test
  void otherInputShapesAreNamed() {
    badProbe(
        with(probe(), "x", Tensor.ofFloats(List.of(3, 3), new float[9])),
        "probe: 'x' has shape [3, 3], the model wants [., 2]");
    badProbe(
        with(probe(), "x", Tensor.ofFloats(List.of(), 1)),
        "probe: 'x' has shape [], the model wants [., 2]");
    badProbe(with(probe(), "x", Tensor.ofFloats(List.of(0, 2))), "probe: 'x' has no samples");
  }

  @Test
  void otherInputTypesAreNamed() {
    badProbe(
        with(probe(), "x", Tensor.ofLongs(List.of(3, 2), new long[6])),
        "probe: 'x' has type I64, the model wants floating-point numbers");
    badProbe(
        with(probe(), "x", Tensor.ofFloats(List.of(3, 2), 0, 0, 0, Float.NaN, 0, 0)),
        "probe: 'x' has NaN in sample 1");
  }

  @Test
  void mismatchedSampleCountsAreNamed() {
    badProbe(
        with(probe(), "target", Tensor.ofLongs(List.of(2), 0, 1)),
        "probe: 'target' has 2 samples, the model's first input 3");
  }

  @Test
  void targetsThatDoNotFitAreNamed() {
    badProbe(
        without(probe(), "target"), "probe: 'target' is missing, which loss 'cross-entropy' needs");
    badProbe(
        with(probe(), "target", Tensor.ofLongs(List.of(3), 0, 3, 1)),
        "probe: 'target' is 3 in sample 1, not a class from 0 to 2");
    badProbe(
        with(probe(), "target", Tensor.ofLongs(List.of(3), 0, 1, -100)),
        "probe: 'target' is -100 in sample 2, not a class from 0 to 2");
    badProbe(
        with(probe(), "target", Tensor.ofFloats(List.of(3), 0, 1, 2)),
        "probe: 'target' has type F32, cross-entropy needs class indices");
    badProbe(
        with(probe(), "target", Tensor.ofLongs(List.of(3, 2), new long[6])),
        "probe: 'target' has shape [3, 2]: 2 values for each sample");
  }

  @Test
  void ignoredTargetsMayBeOutOfRange() {
    // Given
    LossSpec spec = new LossSpec(Loss.CROSS_ENTROPY, OptionalLong.of(-100));
    // Then
    assertThatCode(
            () ->
                compile(
                        weights(),
                        with(probe(), "target", Tensor.ofLongs(List.of(3), 0, 1, -100)),
                        spec)
                    .close())
        .doesNotThrowAnyException();
  }

  @Test
  void targetsOfOtherLossesAreChecked() {
    refused(
        () ->
            compile(
                weights(),
                with(probe(), "target", Tensor.ofFloats(List.of(3, 3), 0, 0, 0, 0, 2, 0, 0, 0, 0)),
                LossSpec.of(Loss.BINARY_CROSS_ENTROPY)),
        "probe: 'target' is 2.0 in sample 1, not in [0, 1]");
    refused(
        () -> compile(weights(), probe(), LossSpec.of(Loss.SQUARED_ERROR)),
        "probe: 'target' has shape [3]: 1 values for each sample, the model's output [3] needs 3");
    refused(
        () -> compile(weights(), probe(), LossSpec.of(Loss.MODEL_OUTPUT)),
        "probe: it has 'target', but loss 'model-output' takes none");
    refused(
        () -> compile(weights(), without(probe(), "target"), LossSpec.of(Loss.MODEL_OUTPUT)),
        "model: loss 'model-output' needs one output for each sample, not [2, 3]");
  }

  @Test
  void indicesOutOfTheTableAreNamed() {
    // Given
    Model model =
        Model.read(
            OnnxBuilder.create()
                .integerInput("tokens", List.of())
                .parameter("table", List.of(5, 3))
                .node("Gather", List.of("table", "tokens"), "y")
                .output("y")
                .build());
    TensorFile checkpoint =
        TensorFile.of(Map.of("table", Tensor.ofFloats(List.of(5, 3), new float[15])));
    for (long token : new long[] {5, -1, 1L << 40}) {
      TensorFile probe =
          TensorFile.of(
              Map.of(
                  "tokens", Tensor.ofLongs(List.of(2), 1, token),
                  "target", Tensor.ofLongs(List.of(2), 0, 0)));
      // Then
      refused(
          () ->
              LossFunctions.compile(
                  model, checkpoint, CROSS_ENTROPY, probe, EngineOptions.REFERENCE),
          token > 5
              ? "probe: 'tokens' has 1099511627776 in sample 1, beyond 32 bits"
              : "probe: index %d is out of range for a table of 5 rows".formatted(token));
    }
  }

  /** y of columns of tokens (., 3): rows of a (10, 2) and b (4, 2), found through nodes. */
  private static LossFunction twoTables(OnnxBuilder nodes, EngineOptions options, long... tokens) {
    OnnxBuilder model =
        nodes
            .integerInput("tokens", List.of(3))
            .parameter("a", List.of(10, 2))
            .parameter("b", List.of(4, 2))
            .node("Gather", List.of("a", "i"), "ra")
            .node("Gather", List.of("b", "j"), "rb")
            .node("Add", List.of("ra", "rb"), "y")
            .output("y");
    int samples = tokens.length / 3;
    return LossFunctions.compile(
        Model.read(model.build()),
        TensorFile.of(
            Map.of(
                "a", Tensor.ofFloats(List.of(10, 2), new float[20]),
                "b", Tensor.ofFloats(List.of(4, 2), new float[8]))),
        LossSpec.of(Loss.CROSS_ENTROPY),
        TensorFile.of(
            Map.of(
                "tokens", Tensor.ofLongs(List.of(samples, 3), tokens),
                "target", Tensor.ofLongs(List.of(samples), new long[samples]))),
        options);
  }

  private static OnnxBuilder columns() {
    return OnnxBuilder.create()
        .integers("first", List.of(), 0)
        .integers("rest", List.of(2), 2, 0)
        .integers("zero", List.of(), 0)
        .node("Gather", List.of("tokens", "first"), "i", attribute("axis", 1))
        .node("Gather", List.of("tokens", "rest"), "both", attribute("axis", 1))
        .node("Gather", List.of("both", "zero"), "j", attribute("axis", 1));
  }

  @Test
  void columnsOfAnInputHaveTablesOfTheirOwn() {
    for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
      twoTables(columns(), options, 9, 77, 3, 0, -5, 0).close();
      refused(
          () -> twoTables(columns(), options, 9, 0, 4, 0, 0, 0),
          "probe: index 4 is out of range for a table of 4 rows");
      refused(
          () -> twoTables(columns(), options, 10, 0, 0, 0, 0, 0),
          "probe: index 10 is out of range for a table of 10 rows");
      refused(
          () -> twoTables(columns(), options, 9, 0, -1, 0, 0, 0),
          "probe: index -1 is out of range for a table of 4 rows");
    }
  }

  @Test
  void computedIndicesAreCheckedWhenTheyAreUsed() {
    for (EngineOptions options : List.of(EngineOptions.DEFAULT, EngineOptions.REFERENCE)) {
      // Given
      OnnxBuilder nodes =
          OnnxBuilder.create()
              .integers("first", List.of(), 0)
              .integers("two", List.of(), 2)
              .node("Gather", List.of("tokens", "first"), "i", attribute("axis", 1))
              .node("Mul", List.of("i", "two"), "j");
      try (LossFunction loss = twoTables(nodes, options, 1, 0, 0, 2, 0, 0)) {
        // Then
        refused(
            () -> loss.gradient(loss.checkpoint(), Minibatch.whole(2), loss.zeros()),
            "model: index 4 is out of range for an axis of length 4");
      }
    }
  }

  @Test
  void anIgnoreIndexBelongsToCrossEntropy() {
    refused(
        () -> new LossSpec(Loss.SQUARED_ERROR, OptionalLong.of(0)),
        "loss 'squared-error' has no ignore index");
  }

  /** y of x (., 3) and w (3, 128), all zero, for as many samples as there are targets. */
  private static LossFunction ofSamples(OnnxBuilder model, Tensor target, Loss loss) {
    Tensor x =
        Tensor.ofFloats(
            List.of(target.shape().getFirst(), 3), new float[3 * target.shape().getFirst()]);
    return LossFunctions.compile(
        Model.read(model.output("y").build()),
        TensorFile.of(Map.of("w", Tensor.ofFloats(List.of(3, 128), new float[384]))),
        LossSpec.of(loss),
        TensorFile.of(Map.of("x", x, "target", target)),
        EngineOptions.DEFAULT);
  }

  private static OnnxBuilder product() {
    return OnnxBuilder.create()
        .input("x", List.of(3))
        .parameter("w", List.of(3, 128))
        .node("MatMul", List.of("x", "w"), "z");
  }

  /** The first 128 / batch columns of z. */
  private static OnnxBuilder fewerColumnsForMoreSamples() {
    return product()
        .integers("all", List.of(1), 128)
        .integers("zero", List.of(1), 0)
        .integers("axes", List.of(1), 1)
        .node("Shape", List.of("x"), "shape", attribute("end", 1))
        .node("Div", List.of("all", "shape"), "end")
        .node("Slice", List.of("z", "zero", "end", "axes"), "y");
  }

  @Test
  void outputsThatDependOnTheNumberOfSamplesAreRefused() {
    // Given
    Tensor classes = Tensor.ofLongs(List.of(64), new long[64]);
    refused(
        () -> ofSamples(fewerColumnsForMoreSamples(), classes, Loss.CROSS_ENTROPY),
        "model: its output has shape [1, 128] for 1 samples, but [2, 64] for 2: a sample's may not"
            + " depend on their number");
  }

  @Test
  void alsoWhereOneSampleIsAsTwoAre() {
    // Given
    OnnxBuilder same =
        product()
            .integers("all", List.of(1), 128)
            .integers("most", List.of(1), 64)
            .integers("zero", List.of(1), 0)
            .integers("axes", List.of(1), 1)
            .node("Slice", List.of("z", "zero", "most", "axes"), "half")
            .node("Shape", List.of("x"), "shape", attribute("end", 1))
            .node("Div", List.of("all", "shape"), "end")
            .node("Slice", List.of("half", "zero", "end", "axes"), "y");
    Tensor classes = Tensor.ofLongs(List.of(64), new long[64]);
    try (LossFunction loss = ofSamples(same, classes, Loss.CROSS_ENTROPY)) {
      // Then
      refused(
          () -> loss.gradient(loss.checkpoint(), Minibatch.whole(64), loss.zeros()),
          "model: its output has shape [64, 2] for 64 samples, but [2, 64] for 2");
      refused(
          () -> loss.outputs(loss.checkpoint(), Minibatch.whole(4), new double[4 * 64]),
          "model: its output has shape [4, 32] for 4 samples, but [2, 64] for 2");
    }
  }

  @Test
  void aSquareOfTheSamplesIsNoOutput() {
    refused(
        () ->
            ofSamples(
                product()
                    .node("Transpose", List.of("z"), "t")
                    .node("MatMul", List.of("z", "t"), "y"),
                Tensor.ofFloats(List.of(5, 2), new float[10]),
                Loss.SQUARED_ERROR),
        "model: its output has shape [1, 1] for 1 samples, but [2, 2] for 2");
  }

  @Test
  void noClassesAreTold() {
    refused(
        () ->
            ofSamples(
                product()
                    .integers("zero", List.of(1), 0)
                    .integers("axes", List.of(1), 1)
                    .node("Slice", List.of("z", "zero", "zero", "axes"), "y"),
                Tensor.ofLongs(List.of(5), new long[5]),
                Loss.CROSS_ENTROPY),
        "model: its output [2, 0] has no classes, which cross-entropy needs");
  }

  @Test
  void aFolderIsNoModel() {
    refused(() -> Model.read(Path.of("/"), ModelLimits.DEFAULT), "no such file");
  }
}
