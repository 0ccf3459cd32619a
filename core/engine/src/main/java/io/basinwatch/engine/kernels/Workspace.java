package io.basinwatch.engine.kernels;

import org.bytedeco.javacpp.Pointer;

/**
 * Scratch memory that the steps of one thread share: what a step leaves there is lost. It is not
 * cleared when it is made, so that only what is used takes up memory and time.
 */
public final class Workspace implements AutoCloseable {
  private Pointer memory;
  private long address;
  private long bytes;

  /** Makes it at least this large; to be called when a step is made, not when it runs. */
  public void reserve(long needed) {
    if (needed > bytes) {
      close();
      memory = Pointer.malloc(needed + OffHeap.ALIGNMENT);
      if (memory == null) {
        throw new OutOfMemoryError(needed + " bytes for a program's tensors");
      }
      address = OffHeap.aligned(memory.address());
      bytes = needed;
      LargePages.ask(address, bytes);
    }
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
      bytes = 0;
    }
  }
}
