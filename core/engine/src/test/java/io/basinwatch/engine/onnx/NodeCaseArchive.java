package io.basinwatch.engine.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import onnx.OnnxMl.ModelProto;
import onnx.OnnxMl.TensorProto;

/** Reads what {@code operator_cases.py} writes. */
final class NodeCaseArchive implements AutoCloseable {
  private final ZipFile archive;

  NodeCaseArchive(Path file) throws IOException {
    this.archive = new ZipFile(file.toFile());
  }

  /** Names of all cases, with their tolerances behind a blank each. */
  List<String> index() throws IOException {
    String index = new String(bytes(archive.getEntry("cases.txt")), StandardCharsets.UTF_8);
    return index.lines().toList();
  }

  /**
   * @param line of the index
   */
  NodeCase read(String line) throws IOException {
    String[] words = line.split(" ");
    ModelProto model = ModelProto.parseFrom(bytes(archive.getEntry(words[0] + "/model.onnx")));
    return new NodeCase(
        words[0],
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        model,
        values(words[0] + "/input_", model.getGraph().getInputCount()),
        values(words[0] + "/output_", model.getGraph().getOutputCount()));
  }

  private List<List<TensorProto>> values(String prefix, int count) {
    List<List<TensorProto>> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ZipEntry tensor = archive.getEntry(prefix + i + ".pb");
      values.add(tensor != null ? List.of(tensor(tensor)) : sequence(prefix + i + "."));
    }
    return values;
  }

  private List<TensorProto> sequence(String prefix) {
    List<TensorProto> elements = new ArrayList<>();
    while (archive.getEntry(prefix + elements.size() + ".pb") instanceof ZipEntry entry) {
      elements.add(tensor(entry));
    }
    return elements;
  }

  private TensorProto tensor(ZipEntry entry) {
    try {
      return TensorProto.parseFrom(bytes(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(ZipEntry entry) throws IOException {
    return archive.getInputStream(entry).readAllBytes();
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
