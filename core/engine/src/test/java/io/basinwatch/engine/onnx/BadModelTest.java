package io.basinwatch.engine.onnx;

import static io.basinwatch.engine.onnx.OnnxBuilder.attribute;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.ParameterLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import onnx.OnnxMl.AttributeProto;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BadModelTest {

  static OnnxBuilder model() {
    return OnnxBuilder.create().input("x", List.of(4)).output("y");
  }

  static void refused(ThrowingCallable code, String message) {
    assertThatThrownBy(code)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message)
        .message()
        .doesNotContain("\n");
  }

  static void refused(OnnxBuilder model, String message) {
    refused(() -> importWithoutParameters(OnnxModel.read(model.build())), message);
  }

  static void importWithoutParameters(OnnxModel model) {
    Map<String, List<Integer>> shapes =
        model.inputs().stream()
            .collect(Collectors.toMap(ModelInput::name, _ -> List.of(4), (a, _) -> a));
    GraphImporter.importGraph(
        model,
        new Binding(
            new ParameterLayout(List.of()), new ParameterLayout(List.of()), Map.of(), shapes),
        2);
  }

  @Test
  void whatIsNotOnnxIsRefused() {
    refused(() -> OnnxModel.read(new byte[0]), "model: not an ONNX file");
    refused(
        () -> OnnxModel.read("import torch".getBytes(StandardCharsets.UTF_8)),
        "model: not an ONNX file");
    refused(() -> OnnxModel.read(new byte[1000]), "model: not an ONNX file");
  }

  @Test
  void everyTruncationIsRefused() {
    // Given
    byte[] file = model().node("Relu", List.of("x"), "y").build();
    // Then
    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> OnnxModel.read(part)).isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void flippedBitsAreImportedOrRefused() {
    // Given
    byte[] good =
        model()
            .integers("shape", List.of(2), -1, 2)
            .node("Reshape", List.of("x", "shape"), "r")
            .node("ReduceSum", List.of("r", ""), "s")
            .node("Add", List.of("x", "s"), "y")
            .build();
    Random random = new Random(11);
    for (int i = 0; i < 3000; i++) {
      byte[] file = good.clone();
      file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      // When
      Throwable thrown =
          Assertions.catchThrowable(() -> importWithoutParameters(OnnxModel.read(file)));
      // Then
      if (thrown != null) {
        Assertions.assertThat(thrown).isInstanceOf(InvalidInputException.class);
      }
    }
  }

  @Test
  void unsupportedOperatorsAreNamedWithWhatIsSupported() {
    refused(
        model().node("RoiAlign", List.of("x"), "y"),
        "model: operator RoiAlign (node 'y', opset 20) is not supported; supported: Abs, Acos, ");
  }

  @Test
  void operatorsThatTheOutputDoesNotNeedMayBeAnything() {
    Assertions.assertThatCode(
            () ->
                OnnxModel.read(
                    model()
                        .node("Einsum", List.of("x"), "unused")
                        .node("Relu", List.of("x"), "y")
                        .build()))
        .doesNotThrowAnyException();
  }

  @Test
  void unsupportedAttributesAreNamedWithWhatIsSupported() {
    refused(
        model().node("Softmax", List.of("x"), "y", attribute("temperature", 2.)),
        "model: Softmax (node 'y', opset 20): attribute 'temperature' is not supported; supported:"
            + " axis");
    refused(
        model().node("LeakyRelu", List.of("x"), "y", attribute("alpha", 2)),
        "model: LeakyRelu (node 'y', opset 20): attribute 'alpha' has type INT, not FLOAT");
    refused(
        model().node("Softmax", List.of("x"), "y", attribute("axis", 1.)),
        "model: Softmax (node 'y', opset 20): attribute 'axis' has type FLOAT, not INT");
    refused(
        model().node("Gelu", List.of("x"), "y", attribute("approximate", "cubic")),
        "model: Gelu (node 'y', opset 20): approximate 'cubic' is not supported; supported: none,"
            + " tanh");
  }

  @Test
  void determinantsNeedSquareMatrices() {
    refused(
        model().node("Det", List.of("x"), "y"),
        "model: Det (node 'y', opset 20): [2, 4] is no shape of square matrices");
  }

  @Test
  void transformsThatDoNotFitAreRefused() {
    refused(
        model().integers("n", List.of(), 2).node("DFT", List.of("x", "", "n"), "y"),
        "model: DFT (node 'y', opset 20): axis 2 of 2 dimensions");
    refused(
        model().integers("n", List.of(), -1).node("DFT", List.of("x", "", "n"), "y"),
        "model: DFT (node 'y', opset 20): axis 1 holds real and imaginary parts");
    refused(
        model().integers("n", List.of(), 0).node("DFT", List.of("x", "n"), "y"),
        "model: DFT (node 'y', opset 20): a length of 0; at least 1");
    refused(
        model().integers("n", List.of(), 5).node("STFT", List.of("x", "n", "", "n"), "y"),
        "model: STFT (node 'y', opset 20): frames of 5 in a signal of 4");
    refused(
        model().node("GridSample", List.of("x", "x"), "y"),
        "model: GridSample (node 'y', opset 20): grid [2, 4] for an input [2, 4]");
    refused(
        model().integers("n", List.of(1), 2).node("AffineGrid", List.of("x", "n"), "y"),
        "model: AffineGrid (node 'y', opset 20): theta [2, 4] for a result of size [2]");
    refused(
        model()
            .integers("s", List.of(3), 2, 2, 2)
            .integers("image", List.of(1), 4)
            .integers("patch", List.of(1), 2)
            .node("Reshape", List.of("x", "s"), "r")
            .node("Col2Im", List.of("r", "image", "patch"), "y"),
        "model: Col2Im (node 'y', opset 20): [2, 2, 2] cannot be reshaped to [2, 2, 3]");
  }

  @Test
  void resizesThatCannotBeComputedSayWhy() {
    refused(
        resize(attribute("mode", "area")), "model: Resize (node 'y', opset 20): mode 'area' is");
    refused(
        resize(attribute("nearest_mode", "up")),
        "model: Resize (node 'y', opset 20): nearest_mode 'up' is not supported; supported: round");
    refused(
        resize(attribute("coordinate_transformation_mode", "polar")),
        "model: Resize (node 'y', opset 20): coordinate_transformation_mode 'polar' is not");
    refused(
        resize(attribute("keep_aspect_ratio_policy", "tall")),
        "model: Resize (node 'y', opset 20): keep_aspect_ratio_policy 'tall' is not supported");
    refused(
        resize(attribute("antialias", 1)),
        "model: Resize (node 'y', opset 20): mode 'nearest' has no antialias");
    refused(
        resize(attribute("axes", List.of(0L, 0L))),
        "model: Resize (node 'y', opset 20): axes [0, 0] repeat");
    refused(
        resize(attribute("axes", List.of(1L))),
        "model: Resize (node 'y', opset 20): 2 sizes, where 1 are needed");
    refused(
        model().node("Resize", List.of("x"), "y"),
        "model: Resize (node 'y', opset 20): either scales or sizes have to be given");
    refused(resize(1L << 30, attribute("mode", "linear")), "model: its constants have more than");
    refused(
        resize(Integer.MIN_VALUE, attribute("mode", "linear")),
        "model: Resize (node 'y', opset 20): an axis of length 4 cannot become -2147483648");
    refused(
        resize(1L << 31, attribute("mode", "linear")),
        "model: Resize (node 'y', opset 20): an axis of length 4 cannot become 2147483648");
  }

  private static OnnxBuilder resize(AttributeProto attribute) {
    return resize(7, attribute);
  }

  private static OnnxBuilder resize(long length, AttributeProto attribute) {
    return model()
        .integers("to", List.of(2), 2, length)
        .node("Resize", List.of("x", "", "", "to"), "y", attribute);
  }

  @Test
  void unsupportedOpsetsAreNamed() {
    refused(
        model().opset(12).node("Relu", List.of("x"), "y"),
        "model: opset 12 is not supported; supported: 13 to 23");
    refused(
        model().opset(24).node("Relu", List.of("x"), "y"),
        "model: opset 24 is not supported; supported: 13 to 23");
  }

  @Test
  void operatorsAreNoOlderThanTheirOpset() {
    refused(
        model().opset(19).node("Gelu", List.of("x"), "y"),
        "model: operator Gelu (node 'y', opset 19) came with opset 20");
    importWithoutParameters(
        OnnxModel.read(model().opset(20).node("Gelu", List.of("x"), "y").build()));
  }

  @Test
  void unsupportedTypesAreNamed() {
    refused(
        model().node("Cast", List.of("x"), "y", attribute("to", 8)),
        "model: target of Cast (node 'y', opset 20) has element type STRING, which is not"
            + " supported; supported: FLOAT");
  }

  @Test
  void operandsThatDoNotFitAreNamed() {
    refused(
        model()
            .initializer("w", List.of(3, 2), new float[6])
            .node("MatMul", List.of("x", "w"), "y"),
        "model: MatMul (node 'y', opset 20): [2, 4] x [3, 2]: inner dimensions differ");
    refused(
        model().initializer("b", List.of(3), new float[3]).node("Add", List.of("x", "b"), "y"),
        "model: Add (node 'y', opset 20): [2, 4] does not broadcast with [3]");
    refused(
        model().integers("s", List.of(2), 3, 3).node("Reshape", List.of("x", "s"), "y"),
        "model: Reshape (node 'y', opset 20): [2, 4] cannot be reshaped to [3, 3]");
  }

  @Test
  void shapesThatDependOnDataAreNamed() {
    refused(
        model().node("Reshape", List.of("x", "x"), "y"),
        "model: Reshape (node 'y', opset 20): input 1 depends on data; it has to be constant");
  }

  @Test
  void missingValuesAreNamed() {
    refused(
        model().node("Add", List.of("x", "z"), "y"),
        "model: Add (node 'y', opset 20) reads 'z', which nothing before it gives");
    refused(model().node("Relu", List.of("x"), "z"), "model: nothing gives its output 'y'");
  }

  @Test
  void cyclesAndDisorderAreTold() {
    refused(
        model()
            .node("Add", List.of("x", "b"), "a")
            .node("Relu", List.of("a"), "b")
            .node("Relu", List.of("b"), "y"),
        "model: Add (node 'a', opset 20) reads 'b', which nothing before it gives: only Relu (node"
            + " 'b', opset 20), so the graph is cyclic or out of order");
    refused(
        model().node("Add", List.of("x", "y"), "y"),
        "model: Add (node 'y', opset 20) reads 'y', which nothing before it gives: only itself, so"
            + " the graph is cyclic");
  }

  @Test
  void namesThatOccurTwiceAreTold() {
    refused(
        model().node("Relu", List.of("x"), "y").node("Tanh", List.of("x"), "y"),
        "model: 'y' is given twice: by Relu (node 'y', opset 20) and by Tanh (node 'y', opset 20)");
    refused(
        model().node("Relu", List.of("x"), "x").node("Tanh", List.of("x"), "y"),
        "model: 'x' is given twice: by an input or initializer and by Relu (node 'x', opset 20)");
    refused(
        model().input("x", List.of(4)).node("Tanh", List.of("x"), "y"),
        "model: input 'x' occurs twice");
    refused(
        model()
            .integers("s", List.of(1), 1)
            .integers("s", List.of(1), 1)
            .node("Tanh", List.of("x"), "y"),
        "model: initializer 's' occurs twice");
  }

  @Test
  void convolutionsWithoutWeightsAreRefused() {
    for (String operator : List.of("Conv", "ConvTranspose")) {
      refused(
          model()
              .integers("volume", List.of(3), 2, 1, 4)
              .integers("zero", List.of(1), 0)
              .integers("axes", List.of(1), 1)
              .initializer("w", List.of(2, 0, 3), new float[0])
              .node("Reshape", List.of("x", "volume"), "v")
              .node("Slice", List.of("v", "zero", "zero", "axes"), "none")
              .node(operator, List.of("none", "w"), "y"),
          "model: %s (node 'y', opset 20): weight [2, 0, 3] has no elements".formatted(operator));
    }
  }

  @Test
  void tensorsThatCannotBeCountedAreNamed() {
    refused(
        model()
            .integers("s", List.of(3), 1 << 20, 1 << 20, 2)
            .node("ConstantOfShape", List.of("s"), "c")
            .node("Add", List.of("x", "c"), "y"),
        "model: ConstantOfShape (node 'c', opset 20): [1048576, 1048576, 2] has more than"
            + " 2147483647 elements");
    refused(
        model().parameter("w", List.of(1 << 30, 1 << 30)).node("Add", List.of("x", "w"), "y"),
        "model: initializer 'w' has shape [1073741824, 1073741824], which is not supported");
    refused(
        model()
            .integers("s", List.of(2), -3, 2)
            .node("ConstantOfShape", List.of("s"), "c")
            .node("Add", List.of("x", "c"), "y"),
        "model: ConstantOfShape (node 'c', opset 20): [-3, 2] has a negative dimension");
  }

  @Test
  void initializersThatLackNumbersAreNamed() {
    refused(
        model().parameter("w", List.of(4)).node("Add", List.of("x", "w"), "y"),
        "model: initializer 'w' has no numbers in the file and is not in the checkpoint");
    refused(
        model().initializer("w", List.of(4), 1, 2).node("Add", List.of("x", "w"), "y"),
        "model: initializer 'w' has 2 elements of data where its shape needs 4");
  }

  @Test
  void outputsThatDoNotCountSamplesAreNamed() {
    refused(
        model().node("ReduceSum", List.of("x"), "y"),
        "model: output 'y' has shape [1, 1] for 2 samples; its first dimension has to count them");
  }

  @Test
  void outputsOfWholeNumbersAreNamed() {
    refused(
        model().node("Cast", List.of("x"), "y", attribute("to", 7)),
        "model: output 'y' has whole numbers; they have to be floating point");
  }
}
