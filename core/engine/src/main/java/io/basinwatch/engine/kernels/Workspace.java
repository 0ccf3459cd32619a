package io.basinwatch.engine.kernels;

import java.lang.foreign.Arena;

/** Scratch memory that the steps of one thread share: what a step leaves there is lost. */
public final class Workspace implements AutoCloseable {
  private Arena arena;
  private long address;
  private long bytes;

  /** Makes it at least this large; to be called when a step is made, not when it runs. */
  public void reserve(long needed) {
    if (needed > bytes) {
      close();
      arena = Arena.ofShared();
      address = arena.allocate(needed, OffHeap.ALIGNMENT).address();
      bytes = needed;
    }
  }

  /** To be read each time a step runs: the memory moves when it grows. */
  public long address() {
    return address;
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
      bytes = 0;
    }
  }
}
