package io.basinwatch.engine.safetensors;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Element types of a safetensors file, named as in the file. */
public enum TensorType {
  F32(4, Numbers.FLOATING),
  F16(2, Numbers.FLOATING),
  BF16(2, Numbers.FLOATING),
  F64(8, Numbers.FLOATING),
  I64(8, Numbers.WHOLE),
  I32(4, Numbers.WHOLE),
  I16(2, Numbers.WHOLE),
  I8(1, Numbers.WHOLE),
  U32(4, Numbers.WHOLE),
  U16(2, Numbers.WHOLE),
  U8(1, Numbers.WHOLE),
  BOOL(1, Numbers.TRUTH),
  U64(8, Numbers.UNREADABLE),
  C64(8, Numbers.UNREADABLE),
  F8_E4M3(1, Numbers.UNREADABLE),
  F8_E5M2(1, Numbers.UNREADABLE),
  F8_E8M0(1, Numbers.UNREADABLE);

  private enum Numbers {
    FLOATING,
    WHOLE,
    TRUTH,
    UNREADABLE
  }

  private final int bytes;
  private final Numbers numbers;

  TensorType(int bytes, Numbers numbers) {
    this.bytes = bytes;
    this.numbers = numbers;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloating() {
    return numbers == Numbers.FLOATING;
  }

  public boolean isWhole() {
    return numbers == Numbers.WHOLE;
  }

  /** Whether its numbers can be read; else a file may have such tensors, but nothing uses them. */
  public boolean isReadable() {
    return numbers != Numbers.UNREADABLE;
  }

  /** The types whose numbers can be read, for messages. */
  public static String supported() {
    return Arrays.stream(values())
        .filter(TensorType::isReadable)
        .map(Enum::name)
        .collect(Collectors.joining(", "));
  }
}
