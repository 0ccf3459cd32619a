package io.basinwatch.engine.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * Asks Linux to back large memory by large pages, 2 MiB on most processors, which it gives where it
 * has some and its setting {@code transparent_hugepage} is {@code madvise} or {@code always}. A
 * program that goes over more memory than the processor has translations of addresses for waits for
 * them otherwise, in a virtual machine twice as long.
 */
final class LargePages {
  /** Smaller memory fits into the tables of translations. */
  private static final long LARGE_BYTES = 8L << 20;

  /** Whole pages only can be advised of. */
  private static final long PAGE = 4096;

  private static final int MADV_HUGEPAGE = 14;
  private static final MethodHandle MADVISE =
      CLibrary.find("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT))
          .orElse(null);

  private LargePages() {}

  /** Before anything is written to the memory. Without large pages nothing changes. */
  static void ask(long address, long bytes) {
    if (MADVISE == null || bytes < LARGE_BYTES) {
      return;
    }
    long start = Math.ceilDiv(address, PAGE) * PAGE;
    long length = (address + bytes - start) / PAGE * PAGE;
    try {
      int _ = (int) MADVISE.invokeExact(start, length, MADV_HUGEPAGE);
    } catch (Throwable e) {
      throw new IllegalStateException("madvise", e);
    }
  }
}
