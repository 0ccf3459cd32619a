package io.basinwatch.engine.kernels;

import java.lang.foreign.MemorySegment;

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

  private OffHeap() {}
}
