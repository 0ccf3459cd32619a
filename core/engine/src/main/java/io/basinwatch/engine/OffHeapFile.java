package io.basinwatch.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a whole file into memory outside the heap: weights are larger than a service's heap. A copy
 * and not a mapping, so that a file that changes or shrinks meanwhile cannot change numbers that
 * have been checked.
 */
public final class OffHeapFile {
  private static final int PIECE_BYTES = 1 << 24;

  private OffHeapFile() {}

  /**
   * @return its bytes; freed when nothing refers to them
   * @throws InvalidInputException if there is no such file, it cannot be read, or memory is short;
   *     the message does not name it
   */
  public static MemorySegment read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("no such file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment memory = allocate(channel.size());
      for (long at = 0; at < memory.byteSize(); at += PIECE_BYTES) {
        long length = Math.min(PIECE_BYTES, memory.byteSize() - at);
        fill(channel, at, memory.asSlice(at, length).asByteBuffer());
      }
      return memory;
    } catch (AccessDeniedException e) {
      throw new InvalidInputException("may not be read", e);
    } catch (IOException e) {
      throw new InvalidInputException("cannot be read: " + e.getMessage(), e);
    }
  }

  private static void fill(FileChannel channel, long position, ByteBuffer piece)
      throws IOException {
    while (piece.hasRemaining()) {
      if (channel.read(piece, position + piece.position()) < 0) {
        throw new InvalidInputException("truncated while it was read");
      }
    }
  }

  /** What cannot be reserved is the input's fault, in contrast to a heap that is full. */
  private static MemorySegment allocate(long bytes) {
    try {
      return Arena.ofAuto().allocate(bytes);
    } catch (OutOfMemoryError e) {
      throw new InvalidInputException(
          "%d bytes do not fit into memory (-XX:MaxDirectMemorySize)".formatted(bytes), e);
    }
  }
}
