package io.basinwatch.engine.safetensors;

import io.basinwatch.engine.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads and writes safetensors files: a little-endian 64-bit length, a JSON header of that length,
 * and the tensors' bytes one after the other. Nothing that a file claims is believed before it has
 * been checked against the file's size.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * @param file whole; the tensors share its memory
   * @throws InvalidInputException if it is not a safetensors file
   */
  public static TensorFile read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    return FileLayout.read(
        file.length,
        (position, length) -> bytes.slice(Math.toIntExact(position), length).asReadOnlyBuffer());
  }

  /**
   * Reads a file of any size, a tensor at a time.
   *
   * @throws InvalidInputException if there is no such file, or it is not a safetensors file
   */
  public static TensorFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("%s: no such file".formatted(file));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return FileLayout.read(
          channel.size(), (position, length) -> bytes(channel, position, length));
    } catch (InvalidInputException e) {
      throw new InvalidInputException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new InvalidInputException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  /** The file's bytes, with the tensors in their order. */
  public static byte[] write(TensorFile file) {
    byte[] header = Header.write(file);
    long data = file.tensors().values().stream().mapToLong(t -> t.data().capacity()).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(FileLayout.LENGTH_BYTES + header.length + data));
    bytes.putLong(Long.reverseBytes(header.length)).put(header);
    file.tensors().values().forEach(tensor -> bytes.put(tensor.data()));
    return bytes.array();
  }

  private static ByteBuffer bytes(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new InvalidInputException("safetensors: truncated while it was read");
      }
    }
    return bytes.flip();
  }
}
