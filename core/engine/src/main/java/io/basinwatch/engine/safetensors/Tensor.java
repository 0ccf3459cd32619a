package io.basinwatch.engine.safetensors;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A tensor as it lies in a file.
 *
 * @param type of its elements
 * @param shape its dimensions; empty for a scalar
 * @param data its elements, row-major and little-endian; read-only
 */
public record Tensor(TensorType type, List<Integer> shape, ByteBuffer data) {

  public Tensor {
    shape = List.copyOf(shape);
    data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long bytes = elements(shape) * type.bytes();
    if (bytes != data.capacity()) {
      throw new IllegalArgumentException(
          "%s%s needs %d bytes, not %d".formatted(type, shape, bytes, data.capacity()));
    }
  }

  /** An F32 tensor. */
  public static Tensor ofFloats(List<Integer> shape, float... values) {
    ByteBuffer data = littleEndian(values.length, Float.BYTES);
    data.asFloatBuffer().put(values);
    return new Tensor(TensorType.F32, shape, data);
  }

  /** An F64 tensor. */
  public static Tensor ofDoubles(List<Integer> shape, double... values) {
    ByteBuffer data = littleEndian(values.length, Double.BYTES);
    data.asDoubleBuffer().put(values);
    return new Tensor(TensorType.F64, shape, data);
  }

  /** An I64 tensor. */
  public static Tensor ofLongs(List<Integer> shape, long... values) {
    ByteBuffer data = littleEndian(values.length, Long.BYTES);
    data.asLongBuffer().put(values);
    return new Tensor(TensorType.I64, shape, data);
  }

  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Number of elements. */
  public int elements() {
    return data.capacity() / type.bytes();
  }

  /** Element {@code i} of a tensor of any type that is readable as a real number. */
  public double real(int i) {
    return switch (type) {
      case F32 -> data.getFloat(4 * i);
      case F16 -> Float.float16ToFloat(data.getShort(2 * i));
      case BF16 -> Float.intBitsToFloat(data.getShort(2 * i) << 16);
      case F64 -> data.getDouble(8 * i);
      default -> integer(i);
    };
  }

  /** Element {@code i} of a tensor of whole numbers or truth values. */
  public long integer(int i) {
    return switch (type) {
      case I64 -> data.getLong(8 * i);
      case I32 -> data.getInt(4 * i);
      case I16 -> data.getShort(2 * i);
      case I8 -> data.get(i);
      case U32 -> Integer.toUnsignedLong(data.getInt(4 * i));
      case U16 -> Short.toUnsignedInt(data.getShort(2 * i));
      case U8 -> Byte.toUnsignedInt(data.get(i));
      case BOOL -> data.get(i) == 0 ? 0 : 1;
      default -> throw new IllegalStateException(type + " holds no whole numbers");
    };
  }

  /** Its elements as 32-bit floating-point numbers, rounded where they are wider. */
  public float[] floats() {
    float[] values = new float[elements()];
    copyFloats(MemorySegment.ofArray(values));
    return values;
  }

  /** Its elements as 64-bit floating-point numbers. */
  public double[] doubles() {
    double[] values = new double[elements()];
    copyDoubles(MemorySegment.ofArray(values));
    return values;
  }

  /** Its elements as whole numbers. */
  public long[] longs() {
    long[] values = new long[elements()];
    Elements.toLongs(this, values);
    return values;
  }

  /** Writes its elements as 32-bit floating-point numbers, rounded where they are wider. */
  public void copyFloats(MemorySegment target) {
    Elements.toFloats(this, target);
  }

  /** Writes its elements as 64-bit floating-point numbers. */
  public void copyDoubles(MemorySegment target) {
    Elements.toDoubles(this, target);
  }

  /** The place of the first NaN or infinity, or -1. */
  public int firstNonFinite() {
    return Elements.firstNonFinite(this);
  }

  @Override
  public String toString() {
    return type + shape.toString();
  }

  private static long elements(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  private static ByteBuffer littleEndian(int elements, int bytes) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
