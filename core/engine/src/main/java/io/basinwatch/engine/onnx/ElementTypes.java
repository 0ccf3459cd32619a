package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.ElementType;
import onnx.OnnxMl.TensorProto.DataType;

/** What ONNX element types become: truth values are REAL 0 and 1. */
public final class ElementTypes {
  private ElementTypes() {}

  /**
   * @param what carries the type, for the message
   */
  public static ElementType of(int dataType, String what) {
    DataType type = DataType.forNumber(dataType);
    return switch (type == null ? DataType.UNDEFINED : type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16, BOOL -> ElementType.REAL;
      case INT64, INT32, INT16, INT8, UINT8, UINT16, UINT32 -> ElementType.INTEGER;
      default ->
          throw new InvalidInputException(
              ("model: %s has element type %s, which is not supported; supported: FLOAT, DOUBLE,"
                      + " FLOAT16, BFLOAT16, INT64, INT32, INT16, INT8, UINT8, UINT16, UINT32, BOOL")
                  .formatted(what, type == null ? dataType : type));
    };
  }
}
