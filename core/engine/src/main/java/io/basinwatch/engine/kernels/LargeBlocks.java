package io.basinwatch.engine.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * Has glibc give large memory back to Linux as soon as it is freed. By default it does so only with
 * what is larger than anything that was freed before, up to 32 MiB, and keeps the rest, some of it
 * for each thread: vectors of several MiB then take many times what lives at a time.
 */
final class LargeBlocks {
  private static final int M_MMAP_THRESHOLD = -3;
  private static final int LARGE_BYTES = 1 << 20;

  private LargeBlocks() {}

  /** Without glibc nothing changes. */
  static void returnFreed() {
    MethodHandle mallopt =
        CLibrary.find("mallopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)).orElse(null);
    if (mallopt == null) {
      return;
    }
    try {
      int _ = (int) mallopt.invokeExact(M_MMAP_THRESHOLD, LARGE_BYTES);
    } catch (Throwable e) {
      throw new IllegalStateException("mallopt", e);
    }
  }
}
