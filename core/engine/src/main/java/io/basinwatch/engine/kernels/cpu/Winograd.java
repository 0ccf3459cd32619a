package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of Winograd's convolution F(4x4, 3x3) in one dimension (Winograd 1980; Lavin and
 * Gray 2016), for many channels side by side: y = A'((G w) (B'd)) with d six places, w three taps,
 * y four positions, and the adjoints A and G' of the outer two. Tensors are channels-last, {@code
 * n} channels long and at least a vector wide; the last vector is shifted back to end with them.
 *
 * <p>36 products take the place of 144. They cost accuracy: with a and b the roots of 1/2 and 2 for
 * the points 0, a, -a, b, -b and infinity a result is off by 1e-6 of the results' standard
 * deviation (root mean square; 1e-5 at worst), four times less than with 1 and 2, where a direct
 * sum is off by some 3e-7.
 */
final class Winograd {
  /** Places that a tile sees, along one dimension. */
  static final int PLACES = 6;

  /** Positions of a tile's result, along one dimension. */
  static final int POSITIONS = 4;

  /** Elements of the kernel, along one dimension. */
  static final int TAPS = 3;

  /** The inner points, a and -a. */
  private static final float INNER = (float) Math.sqrt(.5);

  /** The outer points, b and -b; their product with the inner ones is 1 or -1. */
  private static final float OUTER = (float) Math.sqrt(2);

  /** 1 / (2 a^2 (a^2 - b^2)). */
  private static final float INNER_SHARE = -2 / 3f;

  /** 1 / (2 b^2 (b^2 - a^2)). */
  private static final float OUTER_SHARE = 1 / 6f;

  private Winograd() {}

  private static FloatVector at(long address, long offset) {
    return fromMemorySegment(FLOATS, ALL, address + offset, ORDER);
  }

  private static void to(FloatVector v, long address, long offset) {
    v.intoMemorySegment(ALL, (address & ADDRESS_BITS) + offset, ORDER);
  }

  /** B'd: six addresses in; six results, {@code next} bytes apart. */
  static void places(
      long a0, long a1, long a2, long a3, long a4, long a5, long y, long next, int n) {
    long x0 = a0 & ADDRESS_BITS;
    long x1 = a1 & ADDRESS_BITS;
    long x2 = a2 & ADDRESS_BITS;
    long x3 = a3 & ADDRESS_BITS;
    long x4 = a4 & ADDRESS_BITS;
    long x5 = a5 & ADDRESS_BITS;
    FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2f);
    FloatVector minusHalf = FloatVector.broadcast(FLOATS, -.5f);
    FloatVector minusBoth = FloatVector.broadcast(FLOATS, -2.5f);
    for (int i = 0; i < n; i += LANES) {
      long o = 4L * Math.min(i, n - LANES);
      FloatVector d1 = at(x1, o);
      FloatVector d2 = at(x2, o);
      FloatVector d3 = at(x3, o);
      FloatVector d4 = at(x4, o);
      FloatVector even = d2.fma(minusTwo, d4);
      FloatVector odd = d1.fma(minusTwo, d3).mul(INNER);
      to(even.add(odd), y + next, o);
      to(even.sub(odd), y + 2 * next, o);
      even = d2.fma(minusHalf, d4);
      odd = d1.fma(minusHalf, d3).mul(OUTER);
      to(even.add(odd), y + 3 * next, o);
      to(even.sub(odd), y + 4 * next, o);
      to(d2.fma(minusBoth, at(x0, o).add(d4)), y, o);
      to(d3.fma(minusBoth, d1.add(at(x5, o))), y + 5 * next, o);
    }
  }

  /** A'm: six inputs, {@code step} bytes apart; four results at four addresses. */
  static void positions(long x, long step, long y0, long y1, long y2, long y3, int n) {
    long x0 = x & ADDRESS_BITS;
    long x1 = x + step & ADDRESS_BITS;
    long x2 = x + 2 * step & ADDRESS_BITS;
    long x3 = x + 3 * step & ADDRESS_BITS;
    long x4 = x + 4 * step & ADDRESS_BITS;
    long x5 = x + 5 * step & ADDRESS_BITS;
    long z0 = y0 & ADDRESS_BITS;
    long z1 = y1 & ADDRESS_BITS;
    long z2 = y2 & ADDRESS_BITS;
    long z3 = y3 & ADDRESS_BITS;
    FloatVector half = FloatVector.broadcast(FLOATS, .5f);
    for (int i = 0; i < n; i += LANES) {
      long o = 4L * Math.min(i, n - LANES);
      FloatVector m1 = at(x1, o);
      FloatVector m2 = at(x2, o);
      FloatVector m3 = at(x3, o);
      FloatVector m4 = at(x4, o);
      FloatVector p = m1.add(m2);
      FloatVector q = m1.sub(m2).mul(INNER);
      FloatVector r = m3.add(m4);
      FloatVector s = m3.sub(m4).mul(OUTER);
      at(x0, o).add(p).add(r).intoMemorySegment(ALL, z0 + o, ORDER);
      q.add(s).intoMemorySegment(ALL, z1 + o, ORDER);
      p.fma(half, r.add(r)).intoMemorySegment(ALL, z2 + o, ORDER);
      q.fma(half, s.add(s)).add(at(x5, o)).intoMemorySegment(ALL, z3 + o, ORDER);
    }
  }

  /** A y: four addresses in; six results, {@code next} bytes apart. */
  static void positionsAdjoint(long a0, long a1, long a2, long a3, long y, long next, int n) {
    long x0 = a0 & ADDRESS_BITS;
    long x1 = a1 & ADDRESS_BITS;
    long x2 = a2 & ADDRESS_BITS;
    long x3 = a3 & ADDRESS_BITS;
    FloatVector half = FloatVector.broadcast(FLOATS, .5f);
    for (int i = 0; i < n; i += LANES) {
      long o = 4L * Math.min(i, n - LANES);
      FloatVector d0 = at(x0, o);
      FloatVector d1 = at(x1, o);
      FloatVector d2 = at(x2, o);
      FloatVector d3 = at(x3, o);
      FloatVector even = d2.fma(half, d0);
      FloatVector odd = d3.fma(half, d1).mul(INNER);
      to(d0, y, o);
      to(even.add(odd), y + next, o);
      to(even.sub(odd), y + 2 * next, o);
      even = d2.add(d2).add(d0);
      odd = d3.add(d3).add(d1).mul(OUTER);
      to(even.add(odd), y + 3 * next, o);
      to(even.sub(odd), y + 4 * next, o);
      to(d3, y + 5 * next, o);
    }
  }

  /** G w: three inputs, {@code step} bytes apart; six results, {@code next} bytes apart. */
  static void taps(long x, long step, long y, long next, int n) {
    long x0 = x & ADDRESS_BITS;
    long x1 = x + step & ADDRESS_BITS;
    long x2 = x + 2 * step & ADDRESS_BITS;
    FloatVector half = FloatVector.broadcast(FLOATS, .5f);
    for (int i = 0; i < n; i += LANES) {
      long o = 4L * Math.min(i, n - LANES);
      FloatVector w0 = at(x0, o);
      FloatVector w1 = at(x1, o);
      FloatVector w2 = at(x2, o);
      to(w0, y, o);
      FloatVector even = w2.fma(half, w0).mul(INNER_SHARE);
      FloatVector odd = w1.mul(INNER * INNER_SHARE);
      to(even.add(odd), y + next, o);
      to(even.sub(odd), y + 2 * next, o);
      even = w2.add(w2).add(w0).mul(OUTER_SHARE);
      odd = w1.mul(OUTER * OUTER_SHARE);
      to(even.add(odd), y + 3 * next, o);
      to(even.sub(odd), y + 4 * next, o);
      to(w2, y + 5 * next, o);
    }
  }

  /** G'u: six inputs, {@code step} bytes apart; three results, {@code next} bytes apart. */
  static void tapsAdjoint(long x, long step, long y, long next, int n) {
    long x0 = x & ADDRESS_BITS;
    long x1 = x + step & ADDRESS_BITS;
    long x2 = x + 2 * step & ADDRESS_BITS;
    long x3 = x + 3 * step & ADDRESS_BITS;
    long x4 = x + 4 * step & ADDRESS_BITS;
    long x5 = x + 5 * step & ADDRESS_BITS;
    FloatVector half = FloatVector.broadcast(FLOATS, .5f);
    for (int i = 0; i < n; i += LANES) {
      long o = 4L * Math.min(i, n - LANES);
      FloatVector u1 = at(x1, o);
      FloatVector u2 = at(x2, o);
      FloatVector u3 = at(x3, o);
      FloatVector u4 = at(x4, o);
      FloatVector p = u1.add(u2).mul(INNER_SHARE);
      FloatVector q = u1.sub(u2).mul(INNER * INNER_SHARE);
      FloatVector r = u3.add(u4).mul(OUTER_SHARE);
      FloatVector s = u3.sub(u4).mul(OUTER * OUTER_SHARE);
      to(at(x0, o).add(p).add(r), y, o);
      to(q.add(s), y + next, o);
      to(p.fma(half, r.add(r)).add(at(x5, o)), y + 2 * next, o);
    }
  }
}
