package io.basinwatch.engine.safetensors;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Converts all elements of a tensor at once: one loop for each type, without a call for each
 * element. Sources are little-endian, targets in the machine's order.
 */
final class Elements {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfFloat F32 = JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfDouble F64 = JAVA_DOUBLE_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfShort I16 = JAVA_SHORT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfInt I32 = JAVA_INT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfLong I64 = JAVA_LONG_UNALIGNED.withOrder(ORDER);

  private Elements() {}

  /** Rounds to float32 where the type is wider. */
  static void toFloats(Tensor tensor, MemorySegment to) {
    MemorySegment from = MemorySegment.ofBuffer(tensor.data());
    long n = tensor.elements();
    switch (tensor.type()) {
      case F32 -> MemorySegment.copy(from, F32, 0, to, JAVA_FLOAT_UNALIGNED, 0, n);
      case F16 -> {
        for (long i = 0; i < n; i++) {
          float value = Float.float16ToFloat(from.getAtIndex(I16, i));
          to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, value);
        }
      }
      case BF16 -> {
        for (long i = 0; i < n; i++) {
          float value = Float.intBitsToFloat(from.getAtIndex(I16, i) << 16);
          to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, value);
        }
      }
      case F64 -> {
        for (long i = 0; i < n; i++) {
          to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, (float) from.getAtIndex(F64, i));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, tensor.integer(i));
        }
      }
    }
  }

  static void toDoubles(Tensor tensor, MemorySegment to) {
    MemorySegment from = MemorySegment.ofBuffer(tensor.data());
    long n = tensor.elements();
    switch (tensor.type()) {
      case F64 -> MemorySegment.copy(from, F64, 0, to, JAVA_DOUBLE_UNALIGNED, 0, n);
      case F32 -> {
        for (long i = 0; i < n; i++) {
          to.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, from.getAtIndex(F32, i));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          to.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, tensor.real(i));
        }
      }
    }
  }

  /** The place of the first NaN or infinity, or -1: the exponent's bits are all set there. */
  static int firstNonFinite(Tensor tensor) {
    MemorySegment data = MemorySegment.ofBuffer(tensor.data());
    return switch (tensor.type()) {
      case F32 -> firstWithExponent(data, 0x7f80_0000);
      case F16 -> firstWithExponent(data, (short) 0x7c00);
      case BF16 -> firstWithExponent(data, (short) 0x7f80);
      case F64 -> firstWithExponent(data, 0x7ff0_0000_0000_0000L);
      default -> -1;
    };
  }

  private static int firstWithExponent(MemorySegment data, int exponent) {
    for (int i = 0; i < data.byteSize() / Float.BYTES; i++) {
      if ((data.getAtIndex(I32, i) & exponent) == exponent) {
        return i;
      }
    }
    return -1;
  }

  private static int firstWithExponent(MemorySegment data, short exponent) {
    for (int i = 0; i < data.byteSize() / Short.BYTES; i++) {
      if ((data.getAtIndex(I16, i) & exponent) == exponent) {
        return i;
      }
    }
    return -1;
  }

  private static int firstWithExponent(MemorySegment data, long exponent) {
    for (int i = 0; i < data.byteSize() / Double.BYTES; i++) {
      if ((data.getAtIndex(I64, i) & exponent) == exponent) {
        return i;
      }
    }
    return -1;
  }

  /** Whole numbers as 64-bit ones. */
  static void toLongs(Tensor tensor, long[] to) {
    MemorySegment from = MemorySegment.ofBuffer(tensor.data());
    switch (tensor.type()) {
      case I64 -> MemorySegment.copy(from, I64, 0, to, 0, to.length);
      case U8 -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = Byte.toUnsignedInt(from.get(JAVA_BYTE, i));
        }
      }
      default -> {
        for (int i = 0; i < to.length; i++) {
          to[i] = tensor.integer(i);
        }
      }
    }
  }
}
