package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of input that cannot be measured is one line that names the thing, and exit code 2. */
class BadInputTest {
  @TempDir Path folder;

  private SampleFiles files;

  @BeforeEach
  void write() throws IOException {
    files = new SampleFiles(folder);
  }

  private static void assertRefused(String[] args, String... parts) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.err()).startsWith("error: ").hasLineCount(1).contains(parts);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }

  private Map<String, Tensor> weightsWith(String name, Tensor tensor) {
    Map<String, Tensor> weights = files.weights();
    weights.put(name, tensor);
    return weights;
  }

  @Test
  void modelThatIsNotOnnx() throws IOException {
    // Given
    files.write("model.onnx", "not a model".getBytes(StandardCharsets.UTF_8));

    // When
    // Then
    assertRefused(files.measure(), "model.onnx", "ONNX");
  }

  @Test
  void modelWithAnUnsupportedOperator() throws IOException {
    // Given
    files.write("model.onnx", files.model("FancyGemm"));

    // When
    // Then
    assertRefused(files.measure(), "model.onnx", "FancyGemm");
  }

  @Test
  void modelWhoseSamplesDependOnOneAnother() throws IOException {
    // Given
    OnnxBuilder model =
        OnnxBuilder.create()
            .input("x", List.of(SampleFiles.INPUTS))
            .parameter("fc.weight", List.of(SampleFiles.CLASSES, SampleFiles.INPUTS))
            .parameter("fc.bias", List.of(SampleFiles.CLASSES))
            .node(
                "Gemm",
                List.of("x", "fc.weight", "fc.bias"),
                "logits",
                OnnxBuilder.attribute("transB", 1))
            .node("Softmax", List.of("logits"), "y", OnnxBuilder.attribute("axis", 0))
            .output("y");
    files.write("model.onnx", model.build());

    // When
    // Then
    assertRefused(files.measure(), "depends on the other samples of its batch");
  }

  @Test
  void weightsWithoutAParameter() throws IOException {
    // Given
    Map<String, Tensor> weights = files.weights();
    weights.remove("fc.bias");
    files.write("weights.safetensors", weights);

    // When
    // Then
    assertRefused(files.measure(), "fc.bias");
  }

  @Test
  void weightsOfAnotherShape() throws IOException {
    // Given
    files.write(
        "weights.safetensors",
        weightsWith("fc.bias", Tensor.ofFloats(List.of(2), new float[] {1, 2})));

    // When
    // Then
    assertRefused(files.measure(), "fc.bias", "[2]", "[3]");
  }

  @Test
  void weightsOfAWrongType() throws IOException {
    // Given
    files.write(
        "weights.safetensors",
        weightsWith("fc.bias", Tensor.ofLongs(List.of(3), new long[] {1, 2, 3})));

    // When
    // Then
    assertRefused(files.measure(), "fc.bias", "I64");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void weightsThatAreNotFinite(float value) throws IOException {
    // Given
    files.write(
        "weights.safetensors",
        weightsWith("fc.bias", Tensor.ofFloats(List.of(3), new float[] {1, value, 3})));

    // When
    // Then
    assertRefused(files.measure(), "fc.bias");
  }

  @Test
  void truncatedSafetensors() throws IOException {
    // Given
    byte[] whole = Files.readAllBytes(files.file("weights.safetensors"));
    files.write("weights.safetensors", Arrays.copyOf(whole, whole.length - 5));

    // When
    // Then
    assertRefused(files.measure(), "weights.safetensors");
  }

  @Test
  void safetensorsWithAHeaderOfGigabytes() throws IOException {
    // Given
    byte[] header =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40).array();
    files.write("probe.safetensors", header);

    // When
    // Then
    assertRefused(files.measure(), "probe.safetensors");
  }

  @Test
  void probeWithMismatchedSampleCounts() throws IOException {
    // Given
    files.write("probe.safetensors", files.probe(40, 39, 3));

    // When
    // Then
    assertRefused(files.measure(), "train probe", "40", "39");
  }

  @Test
  void targetsOutOfRange() throws IOException {
    // Given
    files.write("heldout.safetensors", files.probe(40, 40, 9));

    // When
    // Then
    assertRefused(files.measure(), "held-out probe", "target");
  }

  @ParameterizedTest
  @CsvSource({
    "--dataset-size, 39, dataset size 39",
    "--set, llc.draws=0, llc.draws",
    "--set, llc.step-sise=1, llc.step-sise",
    "--set, llc.draws, llc.draws",
    "--loss, hinge, hinge",
    "--statistics, 'loss,sharpnes', sharpnes",
    "--threads, 0, --threads",
    "--threads, two, --threads",
    "--precision, float16, --precision",
    "--seed, x, --seed",
    "--output, yaml, --output",
    "--model, nowhere.onnx, nowhere.onnx",
    "--colour, red, --colour"
  })
  void options(String name, String value, String named) {
    // Given
    // When
    // Then
    assertRefused(files.measure(name, value), named);
  }

  @Test
  void settingThatIsGivenTwice() {
    // Given
    List<String> args = new ArrayList<>(List.of(files.measure()));
    args.addAll(List.of("--set", "llc.chains=2", "--set", "llc.chains=3"));

    // When
    // Then
    assertRefused(args.toArray(String[]::new), "--set llc.chains=3: llc.chains is set twice");
  }

  @Test
  void missingOptions() {
    // Given
    // When
    // Then
    assertRefused(new String[] {"measure"}, "--model");
  }

  @Test
  void replayOfAFolderThatHoldsNoRun() throws IOException {
    // Given
    Path empty = Files.createDirectory(folder.resolve("empty"));

    // When
    // Then
    assertRefused(new String[] {"replay", empty.toString()}, "checkpoints");
    assertRefused(new String[] {"replay", folder.resolve("none").toString()}, "none", "no such");
  }

  @ParameterizedTest
  @CsvSource({
    "--port, 0",
    "--port, -1",
    "--port, 65536",
    "--kafka-port, -1",
    "--kafka-port, 65536"
  })
  void aNumberThatIsNoPort(String option, String value) {
    // Given
    // When
    // Then
    assertRefused(new String[] {"up", option, value}, option, value);
  }

  @Test
  void demoOfAnUnknownJob() {
    // Given
    // When
    // Then
    assertRefused(new String[] {"demo", "--job", "cats"}, "cats", "digits, grokking, linear");
  }
}
