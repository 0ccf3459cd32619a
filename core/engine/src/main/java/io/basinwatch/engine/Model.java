package io.basinwatch.engine;

import io.basinwatch.engine.onnx.ModelInput;
import io.basinwatch.engine.onnx.OnnxModel;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A model as its trainer sent it: a checked ONNX file, not yet bound to weights or a batch size.
 */
public final class Model {
  private final OnnxModel onnx;

  private Model(OnnxModel onnx) {
    this.onnx = onnx;
  }

  /**
   * Reads an ONNX ModelProto of opset 13 to 23.
   *
   * @throws InvalidInputException if it is not one, or has an operator that is not supported
   */
  public static Model read(byte[] onnx) {
    return read(MemorySegment.ofArray(onnx));
  }

  /**
   * Reads an ONNX ModelProto whose tensors share the file's memory.
   *
   * @throws InvalidInputException if it is not one, or has an operator that is not supported
   */
  public static Model read(MemorySegment onnx) {
    return new Model(OnnxModel.read(onnx));
  }

  /** Names of the inputs that a probe has to give. */
  public List<String> inputNames() {
    return onnx.inputs().stream().map(ModelInput::name).toList();
  }

  OnnxModel onnx() {
    return onnx;
  }
}
