package io.basinwatch.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadSafetensorsTest {
  private static final byte[] GOOD =
      Safetensors.write(
          TensorFile.of(Map.of("weight", Tensor.ofFloats(List.of(2, 2), 1, 2, 3, 4))));

  private static byte[] file(long headerLength, String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerLength)
        .put(text)
        .array();
  }

  private static void assertRefused(byte[] file, String... words) {
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("safetensors: ")
        .hasMessageContainingAll(words)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | 'b' begins at byte 4: it overlaps",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | 'a' begins at byte 4: a gap",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 8 | 4 bytes after the last tensor",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}} | 8 | truncated: tensor 'a' ends at byte 16 of 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | 8 | 'a': F32[3] does not have 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | 8 | 'a': data_offsets [8, 0] are not a range",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}} | 8 | 'a': data_offsets [0] are not a range",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | 8 | 'a': shape holds",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}} | 8 | 'a': shape holds",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | 8 | 'a': shape [4294967296, 4294967296] is too large",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}} | 8 | not valid JSON",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[16],\"data_offsets\":[0,8]}} | 8 | 'a': type F4 is not supported; supported: F32, F16, BF16, F64, I64, I32, I16, I8, U32, U16, U8, BOOL",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}} | 8 | 'a': dtype, shape or data_offsets is missing",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}} | 8 | 'a': unknown field 'x'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | Duplicate field 'a'",
        "{\"a\":1} | 8 | header is malformed",
        "[] | 8 | header is malformed",
        "{\"a\": | 8 | not valid JSON",
        "{} x | 0 | not valid JSON",
        "{} {} | 0 | text after its end",
      })
  void headersThatDoNotFitAreRefused(String header, int dataBytes, String message) {
    assertRefused(file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes), message);
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < GOOD.length; length++) {
      assertRefused(Arrays.copyOf(GOOD, length), "truncated");
    }
  }

  @Test
  void aHeaderThatClaimsGigabytesIsRefused() {
    assertRefused(file(5_000_000_000L, "{}", 0), "header claims 5000000000 bytes");
    assertRefused(file(-1, "{}", 0), "header claims 18446744073709551615 bytes");
    assertRefused(file(99_000_000, "{}", 0), "truncated: header claims 99000000 bytes");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) throws IOException {
    // Given
    Path missing = folder.resolve("missing.safetensors");
    Path truncated = Files.write(folder.resolve("short.safetensors"), Arrays.copyOf(GOOD, 20));
    // Then
    assertThatThrownBy(() -> Safetensors.read(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(missing + ": no such file");
    assertThatThrownBy(() -> Safetensors.read(truncated))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(truncated + ": safetensors: truncated");
  }

  @Test
  void flippedBitsAreReadOrRefused() {
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] file = GOOD.clone();
      file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      Throwable thrown = Assertions.catchThrowable(() -> Safetensors.read(file));
      if (thrown != null) {
        Assertions.assertThat(thrown).isInstanceOf(InvalidInputException.class);
      }
    }
  }
}
