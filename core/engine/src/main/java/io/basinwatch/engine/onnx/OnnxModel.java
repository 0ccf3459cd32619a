package io.basinwatch.engine.onnx;

import java.util.List;

/** A checked ONNX file. */
public final class OnnxModel {
  public record Input(String name) {}

  public static OnnxModel read(byte[] file) {
    throw new UnsupportedOperationException();
  }

  public List<Input> inputs() {
    return List.of();
  }
}
