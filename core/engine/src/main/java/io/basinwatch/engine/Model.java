package io.basinwatch.engine;

import io.basinwatch.engine.onnx.OnnxModel;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model as its trainer sent it: a checked ONNX file, not yet bound to weights or a batch size.
 */
public final class Model {
  private final OnnxModel onnx;

  private Model(OnnxModel onnx) {
    this.onnx = onnx;
  }

  /**
   * Reads an ONNX ModelProto of opset 13 to 23, within the usual limits.
   *
   * @throws InvalidInputException if it is not one, or has an operator that is not supported
   */
  public static Model read(byte[] onnx) {
    return read(MemorySegment.ofArray(onnx), ModelLimits.DEFAULT);
  }

  /**
   * Reads an ONNX ModelProto whose tensors share the memory.
   *
   * @throws InvalidInputException if it is not one, has an operator that is not supported, or
   *     exceeds a limit
   */
  public static Model read(MemorySegment onnx, ModelLimits limits) {
    return new Model(OnnxModel.read(onnx, Optional.empty(), limits));
  }

  /**
   * Reads an ONNX file; numbers that it keeps in other files are looked for in its folder.
   *
   * @throws InvalidInputException if there is no such file, it is no ONNX model, has an operator
   *     that is not supported, or exceeds a limit
   */
  public static Model read(Path file, ModelLimits limits) {
    Optional<Path> folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    return new Model(OnnxModel.read(OffHeapFile.read(file), folder, limits));
  }

  /** Free text that its trainer added, by key. */
  public Map<String, String> metadata() {
    return onnx.metadata();
  }

  OnnxModel onnx() {
    return onnx;
  }
}
