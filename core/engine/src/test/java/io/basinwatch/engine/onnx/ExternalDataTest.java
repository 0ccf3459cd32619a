package io.basinwatch.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.ModelLimits;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.graph.Evaluator;
import io.basinwatch.engine.graph.Forward;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.OnnxMl.GraphProto;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.StringStringEntryProto;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataLocation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

class ExternalDataTest {
  @TempDir private Path home;
  private Path folder;

  @BeforeEach
  void writeNumbers() throws IOException {
    folder = Files.createDirectories(home.resolve("model"));
    ByteBuffer numbers = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      numbers.putFloat(i);
    }
    Files.write(folder.resolve("model.onnx.data"), numbers.array());
    Files.write(home.resolve("secret"), numbers.array());
  }

  /** y = x + c, c (4) in another file, as key, value, key, value says. */
  private static byte[] model(String... entries) {
    byte[] file =
        OnnxBuilder.create()
            .input("x", List.of(4))
            .parameter("c", List.of(4))
            .node("Add", List.of("x", "c"), "y")
            .output("y")
            .build();
    try {
      ModelProto.Builder model = ModelProto.parseFrom(file).toBuilder();
      TensorProto.Builder tensor = model.getGraphBuilder().getInitializerBuilder(0);
      tensor.setDataLocation(DataLocation.EXTERNAL);
      for (int i = 0; i < entries.length; i += 2) {
        tensor.addExternalData(
            StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
      }
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private double[] numbers(String... entries) {
    return OnnxModel.read(
            MemorySegment.ofArray(model(entries)), Optional.of(folder), ModelLimits.DEFAULT)
        .constant("c")
        .values();
  }

  private void refused(String message, String... entries) {
    assertThatThrownBy(() -> numbers(entries))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void numbersInTheModelsFolderAreRead() throws IOException {
    assertThat(numbers("location", "model.onnx.data", "offset", "8", "length", "16"))
        .containsExactly(2, 3, 4, 5);
    Path file = Files.write(folder.resolve("m.onnx"), model("location", "model.onnx.data"));
    assertThatCode(() -> Model.read(file, ModelLimits.DEFAULT)).doesNotThrowAnyException();
  }

  /** y = x + c (4), where c is an attribute's tensor or in a branch. */
  private static byte[] nested(boolean inBranch, String location) {
    TensorProto.Builder c =
        TensorProto.newBuilder()
            .setName("c")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(4)
            .setDataLocation(DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue(location))
            .addExternalData(StringStringEntryProto.newBuilder().setKey("length").setValue("16"));
    OnnxBuilder model = OnnxBuilder.create().input("x", List.of(4)).output("y");
    if (!inBranch) {
      return model
          .node("Constant", List.of(), "c", OnnxBuilder.attribute("value", c.build()))
          .node("Add", List.of("x", "c"), "y")
          .build();
    }
    GraphProto branch =
        OnnxBuilder.create().node("Add", List.of("x", "c"), "z").output("z").graph().toBuilder()
            .addInitializer(c)
            .build();
    return model
        .node("Constant", List.of(), "one", OnnxBuilder.attribute("value_int", 1))
        .node(
            "If",
            List.of("one"),
            "y",
            OnnxBuilder.attribute("then_branch", branch),
            OnnxBuilder.attribute("else_branch", branch))
        .build();
  }

  private double[] sums(byte[] file, Optional<Path> folder) {
    OnnxModel model = OnnxModel.read(MemorySegment.ofArray(file), folder, ModelLimits.DEFAULT);
    Binding binding =
        new Binding(
            new ParameterLayout(List.of()),
            new ParameterLayout(List.of()),
            Map.of(),
            Map.of("x", List.of(4)));
    Forward forward = GraphImporter.importGraph(model, binding, 1);
    return new Evaluator(Map.of("x", new double[] {1, 1, 1, 1}), new double[0], new double[0])
        .evaluate(forward.output());
  }

  @Test
  void numbersOfBranchesAndAttributesAreReadAsWell() {
    for (boolean inBranch : new boolean[] {true, false}) {
      String what =
          inBranch ? "initializer 'c'" : "attribute 'value' of Constant (node 'c', opset 20)";
      byte[] file = nested(inBranch, "model.onnx.data");
      byte[] outside = nested(inBranch, "../secret");
      // Then
      assertThat(sums(file, Optional.of(folder))).containsExactly(1, 2, 3, 4);
      assertThatThrownBy(() -> sums(outside, Optional.of(folder)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "model: %s has its numbers in '../secret', which is not a file in the model's folder"
                  .formatted(what));
      assertThatThrownBy(() -> sums(file, Optional.empty()))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(
              "model: %s has its numbers in another file, 'model.onnx.data'".formatted(what));
    }
  }

  @Test
  void pathsOutOfTheFolderAreRefused() throws IOException {
    String outside =
        "model: initializer 'c' has its numbers in '%s', which is not a file in the model's folder";
    for (String path : List.of("../secret", "a/../../secret", "/etc/passwd", "", "..\\secret")) {
      refused(outside.formatted(path), "location", path, "length", "16");
    }
    Files.createSymbolicLink(folder.resolve("link"), home.resolve("secret"));
    refused(
        "model: initializer 'c' has its numbers in 'link': it leads out of the model's folder",
        "location",
        "link",
        "length",
        "16");
  }

  @Test
  void whatDoesNotLieInTheFileIsRefused() {
    String file = "model.onnx.data";
    refused(
        "model: initializer 'c' lies at bytes 16 to 16 + 16 of 'model.onnx.data', which has 24",
        "location",
        file,
        "offset",
        "16",
        "length",
        "16");
    refused(
        "model: initializer 'c' has offset '-8' in its file: it must be a number of bytes, 0 or more",
        "location",
        file,
        "offset",
        "-8",
        "length",
        "16");
    refused(
        "model: initializer 'c' has length 'all' in its file: it must be a number of bytes, 0 or more",
        "location",
        file,
        "length",
        "all");
    refused(
        "model: initializer 'c' lies at bytes 9223372036854775807 to 9223372036854775807 + 16 of"
            + " 'model.onnx.data', which has 24",
        "location",
        file,
        "offset",
        "9223372036854775807",
        "length",
        "16");
    refused(
        "model: initializer 'c' has 20 bytes of data where its shape needs 16",
        "location",
        file,
        "length",
        "20");
    refused("model: initializer 'c' has its numbers in 'other': no such file", "location", "other");
  }

  @Test
  void aModelWithoutAFolderHasNoOtherFiles() {
    // Given
    OnnxModel model = OnnxModel.read(model("location", "model.onnx.data"));
    // Then
    assertThat(model.hasNumbers("c")).isFalse();
    assertThatThrownBy(() -> model.constant("c"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "model: initializer 'c' has its numbers in another file, 'model.onnx.data'");
    assertThatThrownBy(() -> OnnxModel.read(model("location", "../x")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not a file in the model's folder");
  }
}
