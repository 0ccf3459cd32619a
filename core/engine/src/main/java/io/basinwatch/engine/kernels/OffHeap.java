package io.basinwatch.engine.kernels;

import io.basinwatch.engine.InvalidInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory outside the heap by plain address. Kernels compute addresses once, when a program is
 * planned, and the plan vouches for them: an access costs no check. A caller keeps the memory's
 * owner reachable until its kernel has returned.
 */
public final class OffHeap {
  /** Alignment of every buffer: a cache line, and the widest vector. */
  public static final long ALIGNMENT = 64;

  /** All of memory; offsets are addresses. A constant, so that the compiler drops its checks. */
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /**
   * What an address may have set. A kernel whose inner loop is short masks its addresses: the
   * compiler then knows that they are not negative and drops the checks that it would make before
   * the loop.
   */
  public static final long ADDRESS_BITS = (1L << 60) - 1;

  /**
   * As many bytes of new vectors have garbage collected: vectors are freed by that alone, and the
   * heap, which holds but their owners, does not know how much they take.
   */
  static final long COLLECTED = Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4);

  private static final AtomicLong newBytes = new AtomicLong(); // since then

  static {
    LargeBlocks.returnFreed();
  }

  private OffHeap() {}

  /** The next address from one on at which a buffer may begin. */
  static long aligned(long address) {
    return Math.ceilDiv(address, ALIGNMENT) * ALIGNMENT;
  }

  /**
   * Zeros, freed when nothing refers to them any more.
   *
   * @throws InvalidInputException where there is no such amount of memory
   */
  static MemorySegment zeros(long bytes) {
    if (newBytes.addAndGet(bytes) > COLLECTED) {
      newBytes.set(0);
      System.gc();
    }
    Pointer memory = Pointer.calloc(1, bytes + ALIGNMENT);
    if (memory == null) {
      throw new InvalidInputException(
          "checkpoint: %d bytes for a vector of parameters are more than there are"
              .formatted(bytes));
    }
    LargePages.ask(memory.address(), bytes);
    return MemorySegment.ofAddress(aligned(memory.address()))
        .reinterpret(bytes, Arena.ofAuto(), _ -> Pointer.free(memory));
  }
}
