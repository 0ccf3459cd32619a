package io.basinwatch.engine.safetensors;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Element types of a safetensors file that can be read and written, named as in the file. */
public enum TensorType {
  F32(4, true),
  F16(2, true),
  BF16(2, true),
  F64(8, true),
  I64(8, false),
  I32(4, false),
  U8(1, false),
  BOOL(1, false);

  private final int bytes;
  private final boolean floating;

  TensorType(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are floating-point numbers; else they are whole numbers or truth values. */
  public boolean isFloating() {
    return floating;
  }

  static String supported() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
