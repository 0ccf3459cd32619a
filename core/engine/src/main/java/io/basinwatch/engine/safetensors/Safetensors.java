package io.basinwatch.engine.safetensors;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.OffHeapFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

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
    return read(MemorySegment.ofArray(file));
  }

  /**
   * @param file whole, of any size; the tensors share its memory
   * @throws InvalidInputException if it is not a safetensors file
   */
  public static TensorFile read(MemorySegment file) {
    return FileLayout.read(file.asReadOnly());
  }

  /**
   * @throws InvalidInputException if there is no such file, or it is not a safetensors file
   */
  public static TensorFile read(Path file) {
    try {
      return read(OffHeapFile.read(file));
    } catch (InvalidInputException e) {
      throw new InvalidInputException("%s: %s".formatted(file, e.getMessage()), e);
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
}
