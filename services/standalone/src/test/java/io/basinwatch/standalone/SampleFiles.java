package io.basinwatch.standalone;

import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The files of a softmax regression on random data: 4 inputs, 3 classes, 40 samples. */
final class SampleFiles {
  static final int INPUTS = 4;
  static final int CLASSES = 3;
  static final int SAMPLES = 40;

  private final Path folder;
  private final Random random = new Random(7);

  SampleFiles(Path folder) throws IOException {
    this.folder = folder;
    write("model.onnx", model("Gemm"));
    write("weights.safetensors", weights());
    write("initial.safetensors", weights());
    write("probe.safetensors", probe(SAMPLES, SAMPLES, CLASSES));
    write("heldout.safetensors", probe(SAMPLES, SAMPLES, CLASSES));
  }

  byte[] model(String operator) {
    return OnnxBuilder.create()
        .input("x", List.of(INPUTS))
        .parameter("fc.weight", List.of(CLASSES, INPUTS))
        .parameter("fc.bias", List.of(CLASSES))
        .node(
            operator,
            List.of("x", "fc.weight", "fc.bias"),
            "logits",
            OnnxBuilder.attribute("transB", 1))
        .output("logits")
        .build();
  }

  Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("fc.weight", Tensor.ofFloats(List.of(CLASSES, INPUTS), floats(CLASSES * INPUTS)));
    weights.put("fc.bias", Tensor.ofFloats(List.of(CLASSES), floats(CLASSES)));
    return weights;
  }

  Map<String, Tensor> probe(int inputs, int targets, int classes) {
    Map<String, Tensor> probe = new LinkedHashMap<>();
    probe.put("x", Tensor.ofFloats(List.of(inputs, INPUTS), floats(inputs * INPUTS)));
    long[] target = random.longs(targets, 0, classes).toArray();
    target[0] = classes - 1L;
    probe.put("target", Tensor.ofLongs(List.of(targets), target));
    return probe;
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  Path write(String name, Map<String, Tensor> tensors) throws IOException {
    return write(name, Safetensors.write(TensorFile.of(tensors)));
  }

  Path write(String name, byte[] data) throws IOException {
    return Files.write(folder.resolve(name), data);
  }

  /** What {@code replay} needs beside: three checkpoints, losses and the run's facts. */
  void writeRun() throws IOException {
    Files.createDirectory(folder.resolve("checkpoints"));
    for (String checkpoint : List.of("step-0", "step-10", "step-20")) {
      write("checkpoints/" + checkpoint + ".safetensors", weights());
    }
    Files.copy(file("probe.safetensors"), file("train-probe.safetensors"));
    Files.copy(file("heldout.safetensors"), file("heldout-probe.safetensors"));
    Files.writeString(file("losses.csv"), "step,loss\n1,1.5\n2,1.25\n");
    Files.writeString(
        file("run.json"),
        """
        {"name": "a saved run", "loss": "cross-entropy", "dataset_size": 100,
         "settings": {"llc.draws": 60}}
        """);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Arguments of {@code measure} over these files, then others, which win. */
  String[] measure(String... more) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--model", file("model.onnx").toString());
    options.put("--weights", file("weights.safetensors").toString());
    options.put("--probe", file("probe.safetensors").toString());
    options.put("--heldout", file("heldout.safetensors").toString());
    options.put("--initial-weights", file("initial.safetensors").toString());
    options.put("--loss", "cross-entropy");
    options.put("--dataset-size", "100");
    options.put("--output", "json");
    options.put("--set", "llc.draws=60");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    List<String> args = new ArrayList<>(List.of("measure"));
    options.forEach((name, value) -> args.addAll(List.of(name, value)));
    return args.toArray(String[]::new);
  }
}
