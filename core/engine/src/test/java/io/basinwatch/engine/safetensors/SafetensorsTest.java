package io.basinwatch.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SafetensorsTest {

  @Test
  void whatIsWrittenIsReadInOrder() {
    // Given
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", Tensor.ofFloats(List.of(2, 1), 1.5f, Float.MIN_VALUE));
    tensors.put("a.\"b\"", Tensor.ofLongs(List.of(), Long.MIN_VALUE));
    tensors.put("empty", Tensor.ofDoubles(List.of(3, 0)));
    tensors.put("d", Tensor.ofDoubles(List.of(1), Math.PI));
    TensorFile file = new TensorFile(tensors, Map.of("buffers", "d,empty"));
    // When
    TensorFile read = Safetensors.read(Safetensors.write(file));
    // Then
    assertThat(read).isEqualTo(file);
    assertThat(read.tensors().keySet()).containsExactly("z", "a.\"b\"", "empty", "d");
    assertThat(read.tensors().get("z").floats()).containsExactly(1.5f, Float.MIN_VALUE);
    assertThat(read.tensors().get("a.\"b\"").longs()).containsExactly(Long.MIN_VALUE);
    assertThat(read.tensors().get("d").doubles()).containsExactly(Math.PI);
  }

  @ParameterizedTest
  @EnumSource(
      value = TensorType.class,
      names = {"U64", "C64", "F8_.*"},
      mode = EnumSource.Mode.MATCH_NONE)
  void everyTypeIsReadAndWritten(TensorType type) {
    // Given
    ByteBuffer data = ByteBuffer.allocate(2 * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case F32 -> data.putFloat(0, 1).putFloat(4, -2);
      case F16 -> data.putShort(0, (short) 0x3c00).putShort(2, (short) 0xc000);
      case BF16 -> data.putShort(0, (short) 0x3f80).putShort(2, (short) 0xc000);
      case F64 -> data.putDouble(0, 1).putDouble(8, -2);
      case I64 -> data.putLong(0, 1).putLong(8, -2);
      case I32 -> data.putInt(0, 1).putInt(4, -2);
      case I16, U16 -> data.putShort(0, (short) 1).putShort(2, (short) -2);
      case U32 -> data.putInt(0, 1).putInt(4, -2);
      case I8, U8, BOOL -> data.put(0, (byte) 1).put(1, (byte) 0xfe);
      default -> throw new IllegalArgumentException("" + type);
    }
    TensorFile file = TensorFile.of(Map.of("t", new Tensor(type, List.of(2), data)));
    // When
    Tensor read = Safetensors.read(Safetensors.write(file)).tensors().get("t");
    // Then
    double second =
        switch (type) {
          case U32 -> (1L << 32) - 2;
          case U16 -> (1 << 16) - 2;
          case U8 -> 254;
          case BOOL -> 1;
          default -> -2;
        };
    assertThat(read.doubles()).containsExactly(1, second);
    assertThat(read.floats()).containsExactly(1, (float) second);
    if (!type.isFloating()) {
      assertThat(read.longs()).containsExactly(1, (long) second);
    }
  }

  @Test
  void tensorsOfOtherTypesDoNotHideTheRest() {
    // Given
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", new Tensor(TensorType.F8_E4M3, List.of(3), ByteBuffer.allocate(3)));
    tensors.put("b", new Tensor(TensorType.C64, List.of(1), ByteBuffer.allocate(8)));
    tensors.put("c", Tensor.ofFloats(List.of(1), 5));
    // When
    TensorFile read = Safetensors.read(Safetensors.write(TensorFile.of(tensors)));
    // Then
    assertThat(read).isEqualTo(TensorFile.of(tensors));
    assertThat(read.tensors().get("a").type().isReadable()).isFalse();
    assertThat(read.tensors().get("c").floats()).containsExactly(5);
  }

  @Test
  void aFileOnDiskIsTheSameAsItsBytes(@TempDir Path folder) throws IOException {
    // Given
    TensorFile file = TensorFile.of(Map.of("t", Tensor.ofFloats(List.of(3), 1, 2, 3)));
    Path path = Files.write(folder.resolve("t.safetensors"), Safetensors.write(file));
    // When
    TensorFile read = Safetensors.read(path);
    // Then
    assertThat(read).isEqualTo(file);
  }

  @Test
  void filesOfThePythonLibraryAreRead() throws IOException {
    // Given
    byte[] bytes;
    try (InputStream file =
        SafetensorsTest.class.getResourceAsStream(
            "/golden/binary-cross-entropy-checkpoint.safetensors")) {
      bytes = file.readAllBytes();
    }
    // When
    TensorFile file = Safetensors.read(bytes);
    // Then
    assertThat(file.metadata().get("buffers"))
        .isEqualTo("norm.running_mean,norm.running_var,norm.num_batches_tracked");
    assertThat(file.tensors().get("norm.num_batches_tracked").longs()).containsExactly(0);
    assertThat(file.tensors().get("first.weight").shape()).containsExactly(6, 5);
  }
}
