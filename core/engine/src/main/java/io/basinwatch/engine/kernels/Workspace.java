package io.basinwatch.engine.kernels;

import io.basinwatch.engine.InvalidInputException;
import org.bytedeco.javacpp.Pointer;

/**
 * Scratch memory that the steps of one thread share: what a step leaves there is lost. It is not
 * cleared when it is made, so that only what is used takes up memory and time.
 */
public final class Workspace implements AutoCloseable {
  private Pointer memory;
  private long address;
  private long bytes;
  private long largest; // that was needed since the last question

  /**
   * Makes it at least this large; to be called when a step is made, not when it runs. Where there
   * is not so much memory it stays as it is, for the steps that there are.
   */
  public void reserve(long needed) {
    largest = Math.max(largest, needed);
    if (needed > bytes) {
      Pointer larger = Pointer.malloc(needed + OffHeap.ALIGNMENT);
      if (larger == null) {
        throw new InvalidInputException(
            "model: %d bytes of working memory are more than there are".formatted(needed));
      }
      close();
      memory = larger;
      address = OffHeap.aligned(memory.address());
      bytes = needed;
      LargePages.ask(address, bytes);
    }
  }

  /** The most that was needed at once since this was asked last: of the steps made meanwhile. */
  public long largestNeed() {
    long result = largest;
    largest = 0;
    return result;
  }

  /** To be read each time a step runs: the memory moves when it grows. */
  public long address() {
    return address;
  }

  @Override
  public void close() {
    if (memory != null) {
      Pointer.free(memory);
      memory = null;
      address = 0;
      bytes = 0;
    }
  }
}
