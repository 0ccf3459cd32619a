package io.basinwatch.engine.onnx;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;

/** Reads the numbers of an ONNX tensor. */
public final class TensorProtos {
  private TensorProtos() {}

  /**
   * @param what the tensor is, for messages
   */
  public static TensorData read(TensorProto tensor, String what) {
    ElementTypes.of(tensor.getDataType(), what);
    Shape shape = shape(tensor, what);
    if (!hasData(tensor)) {
      throw new InvalidInputException(
          "model: %s has no numbers in the file and is not in the checkpoint".formatted(what));
    }
    IntToDoubleFunction element =
        !tensor.getRawData().isEmpty() ? raw(tensor, shape, what) : typed(tensor, shape, what);
    return new TensorData(
        shape, IntStream.range(0, shape.elements()).mapToDouble(element).toArray());
  }

  /**
   * A constant of the graph; asks for room before it reads the numbers.
   *
   * @param what the tensor is, for messages
   */
  public static Node constant(GraphBuilder builder, TensorProto tensor, String what) {
    ElementType type = ElementTypes.of(tensor.getDataType(), what);
    builder.requireRoom(shape(tensor, what).elements());
    return builder.constant(type, read(tensor, what));
  }

  /** Its dimensions. */
  public static Shape shape(TensorProto tensor, String what) {
    try {
      return new Shape(tensor.getDimsList().stream().map(Math::toIntExact).toList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidInputException(
          "model: %s has shape %s, which is not supported".formatted(what, tensor.getDimsList()),
          e);
    }
  }

  /** Whether the file has its numbers: not where they lie in another file or were left out. */
  public static boolean hasData(TensorProto tensor) {
    return !ExternalData.isExternal(tensor)
        && (!tensor.getRawData().isEmpty()
            || tensor.getFloatDataCount() > 0
            || tensor.getInt32DataCount() > 0
            || tensor.getInt64DataCount() > 0
            || tensor.getDoubleDataCount() > 0
            || tensor.getUint64DataCount() > 0
            || tensor.getDimsList().contains(0L));
  }

  private static IntToDoubleFunction raw(TensorProto tensor, Shape shape, String what) {
    ByteBuffer data =
        tensor.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    DataType type = DataType.forNumber(tensor.getDataType());
    long needed = (long) shape.elements() * bytes(type);
    checkLength(what, data.remaining(), needed, "bytes");
    return switch (type) {
      case FLOAT -> i -> data.getFloat(4 * i);
      case DOUBLE -> i -> data.getDouble(8 * i);
      case FLOAT16 -> i -> Float.float16ToFloat(data.getShort(2 * i));
      case BFLOAT16 -> i -> Float.intBitsToFloat(data.getShort(2 * i) << 16);
      case INT64 -> i -> data.getLong(8 * i);
      case INT32 -> i -> data.getInt(4 * i);
      case UINT32 -> i -> Integer.toUnsignedLong(data.getInt(4 * i));
      case INT16 -> i -> data.getShort(2 * i);
      case UINT16 -> i -> Short.toUnsignedInt(data.getShort(2 * i));
      case INT8 -> data::get;
      default -> i -> Byte.toUnsignedInt(data.get(i));
    };
  }

  private static int bytes(DataType type) {
    return switch (type) {
      case DOUBLE, INT64 -> 8;
      case FLOAT, INT32, UINT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      default -> 1;
    };
  }

  private static IntToDoubleFunction typed(TensorProto tensor, Shape shape, String what) {
    DataType type = DataType.forNumber(tensor.getDataType());
    int count =
        switch (type) {
          case FLOAT -> tensor.getFloatDataCount();
          case DOUBLE -> tensor.getDoubleDataCount();
          case INT64 -> tensor.getInt64DataCount();
          case UINT32 -> tensor.getUint64DataCount();
          default -> tensor.getInt32DataCount();
        };
    checkLength(what, count, shape.elements(), "elements");
    return switch (type) {
      case FLOAT -> tensor::getFloatData;
      case DOUBLE -> tensor::getDoubleData;
      case INT64 -> tensor::getInt64Data;
      case UINT32 -> tensor::getUint64Data;
      case FLOAT16 -> i -> Float.float16ToFloat((short) tensor.getInt32Data(i));
      case BFLOAT16 -> i -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
      default -> tensor::getInt32Data;
    };
  }

  private static void checkLength(String what, long actual, long needed, String unit) {
    if (actual != needed) {
      throw new InvalidInputException(
          "model: %s has %d %s of data where its shape needs %d"
              .formatted(what, actual, unit, needed));
    }
  }
}
