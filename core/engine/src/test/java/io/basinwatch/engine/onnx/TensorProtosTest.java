package io.basinwatch.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;
import onnx.OnnxMl.TensorProto;
import onnx.OnnxMl.TensorProto.DataType;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.protobuf.ByteString;

/** The places that a file may keep a tensor's numbers in. */
class TensorProtosTest {
  private static final double[] NUMBERS = {
    0, -0., 1, -2.5, 0x1p-14, -240, Double.POSITIVE_INFINITY
  };

  private static TensorProto.Builder tensor(DataType type) {
    return TensorProto.newBuilder().setDataType(type.getNumber()).addDims(NUMBERS.length);
  }

  private static double[] read(TensorProto.Builder tensor) {
    return TensorProtos.read(tensor.build(), "tensor").values();
  }

  /** In the type's bits. */
  private static void halvesAreRead(DataType type, ToIntFunction<Double> bits) {
    // Given
    TensorProto.Builder raw = tensor(type);
    TensorProto.Builder unsigned = tensor(type);
    TensorProto.Builder signed = tensor(type);
    ByteBuffer data = ByteBuffer.allocate(2 * NUMBERS.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : NUMBERS) {
      int half = bits.applyAsInt(number);
      data.putShort((short) half);
      unsigned.addInt32Data(half & 0xFFFF);
      signed.addInt32Data((short) half);
    }
    raw.setRawData(ByteString.copyFrom(data.flip()));

    // When // Then
    assertThat(read(raw)).containsExactly(NUMBERS);
    assertThat(read(unsigned)).containsExactly(NUMBERS);
    assertThat(read(signed)).containsExactly(NUMBERS);
  }

  @Test
  void halfPrecisionLiesInEitherField() {
    halvesAreRead(DataType.FLOAT16, number -> Float.floatToFloat16(number.floatValue()));
  }

  @Test
  void brainFloatsToo() {
    halvesAreRead(DataType.BFLOAT16, number -> Float.floatToIntBits(number.floatValue()) >>> 16);
  }

  @Test
  void otherTypesHaveFieldsOfTheirOwn() {
    // Given
    TensorProto.Builder doubles = tensor(DataType.DOUBLE);
    TensorProto.Builder floats = tensor(DataType.FLOAT);
    TensorProto.Builder rawDoubles = tensor(DataType.DOUBLE);
    ByteBuffer data = ByteBuffer.allocate(8 * NUMBERS.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : NUMBERS) {
      doubles.addDoubleData(number);
      floats.addFloatData((float) number);
      data.putDouble(number);
    }
    rawDoubles.setRawData(ByteString.copyFrom(data.flip()));

    // When // Then
    assertThat(read(doubles)).containsExactly(NUMBERS);
    assertThat(read(floats)).containsExactly(NUMBERS);
    assertThat(read(rawDoubles)).containsExactly(NUMBERS);
  }
}
