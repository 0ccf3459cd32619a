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
 *
 * <p>Loads and stores are written out: the compiler inlines methods of ours only while a
 * compilation is small, and a vector that is passed to one that it does not becomes an object.
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
      FloatVector d1 = fromMemorySegment(FLOATS, ALL, x1 + o, ORDER);
      FloatVector d2 = fromMemorySegment(FLOATS, ALL, x2 + o, ORDER);
      FloatVector d3 = fromMemorySegment(FLOATS, ALL, x3 + o, ORDER);
      FloatVector d4 = fromMemorySegment(FLOATS, ALL, x4 + o, ORDER);
      FloatVector even = d2.fma(minusTwo, d4);
      FloatVector odd = d1.fma(minusTwo, d3).mul(INNER);
      even.add(odd).intoMemorySegment(ALL, (y + next & ADDRESS_BITS) + o, ORDER);
      even.sub(odd).intoMemorySegment(ALL, (y + 2 * next & ADDRESS_BITS) + o, ORDER);
      even = d2.fma(minusHalf, d4);
      odd = d1.fma(minusHalf, d3).mul(OUTER);
      even.add(odd).intoMemorySegment(ALL, (y + 3 * next & ADDRESS_BITS) + o, ORDER);
      even.sub(odd).intoMemorySegment(ALL, (y + 4 * next & ADDRESS_BITS) + o, ORDER);
      d2.fma(minusBoth, fromMemorySegment(FLOATS, ALL, x0 + o, ORDER).add(d4))
          .intoMemorySegment(ALL, (y & ADDRESS_BITS) + o, ORDER);
      d3.fma(minusBoth, d1.add(fromMemorySegment(FLOATS, ALL, x5 + o, ORDER)))
          .intoMemorySegment(ALL, (y + 5 * next & ADDRESS_BITS) + o, ORDER);
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
      FloatVector m1 = fromMemorySegment(FLOATS, ALL, x1 + o, ORDER);
      FloatVector m2 = fromMemorySegment(FLOATS, ALL, x2 + o, ORDER);
      FloatVector m3 = fromMemorySegment(FLOATS, ALL, x3 + o, ORDER);
      FloatVector m4 = fromMemorySegment(FLOATS, ALL, x4 + o, ORDER);
      FloatVector p = m1.add(m2);
      FloatVector q = m1.sub(m2).mul(INNER);
      FloatVector r = m3.add(m4);
      FloatVector s = m3.sub(m4).mul(OUTER);
      fromMemorySegment(FLOATS, ALL, x0 + o, ORDER)
          .add(p)
          .add(r)
          .intoMemorySegment(ALL, z0 + o, ORDER);
      q.add(s).intoMemorySegment(ALL, z1 + o, ORDER);
      p.fma(half, r.add(r)).intoMemorySegment(ALL, z2 + o, ORDER);
      q.fma(half, s.add(s))
          .add(fromMemorySegment(FLOATS, ALL, x5 + o, ORDER))
          .intoMemorySegment(ALL, z3 + o, ORDER);
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
      FloatVector d0 = fromMemorySegment(FLOATS, ALL, x0 + o, ORDER);
      FloatVector d1 = fromMemorySegment(FLOATS, ALL, x1 + o, ORDER);
      FloatVector d2 = fromMemorySegment(FLOATS, ALL, x2 + o, ORDER);
      FloatVector d3 = fromMemorySegment(FLOATS, ALL, x3 + o, ORDER);
      FloatVector even = d2.fma(half, d0);
      FloatVector odd = d3.fma(half, d1).mul(INNER);
      d0.intoMemorySegment(ALL, (y & ADDRESS_BITS) + o, ORDER);
      even.add(odd).intoMemorySegment(ALL, (y + next & ADDRESS_BITS) + o, ORDER);
      even.sub(odd).intoMemorySegment(ALL, (y + 2 * next & ADDRESS_BITS) + o, ORDER);
      even = d2.add(d2).add(d0);
      odd = d3.add(d3).add(d1).mul(OUTER);
      even.add(odd).intoMemorySegment(ALL, (y + 3 * next & ADDRESS_BITS) + o, ORDER);
      even.sub(odd).intoMemorySegment(ALL, (y + 4 * next & ADDRESS_BITS) + o, ORDER);
      d3.intoMemorySegment(ALL, (y + 5 * next & ADDRESS_BITS) + o, ORDER);
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
      FloatVector w0 = fromMemorySegment(FLOATS, ALL, x0 + o, ORDER);
      FloatVector w1 = fromMemorySegment(FLOATS, ALL, x1 + o, ORDER);
      FloatVector w2 = fromMemorySegment(FLOATS, ALL, x2 + o, ORDER);
      w0.intoMemorySegment(ALL, (y & ADDRESS_BITS) + o, ORDER);
      FloatVector even = w2.fma(half, w0).mul(INNER_SHARE);
      FloatVector odd = w1.mul(INNER * INNER_SHARE);
      even.add(odd).intoMemorySegment(ALL, (y + next & ADDRESS_BITS) + o, ORDER);
      even.sub(odd).intoMemorySegment(ALL, (y + 2 * next & ADDRESS_BITS) + o, ORDER);
      even = w2.add(w2).add(w0).mul(OUTER_SHARE);
      odd = w1.mul(OUTER * OUTER_SHARE);
      even.add(odd).intoMemorySegment(ALL, (y + 3 * next & ADDRESS_BITS) + o, ORDER);
      even.sub(odd).intoMemorySegment(ALL, (y + 4 * next & ADDRESS_BITS) + o, ORDER);
      w2.intoMemorySegment(ALL, (y + 5 * next & ADDRESS_BITS) + o, ORDER);
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
      FloatVector u1 = fromMemorySegment(FLOATS, ALL, x1 + o, ORDER);
      FloatVector u2 = fromMemorySegment(FLOATS, ALL, x2 + o, ORDER);
      FloatVector u3 = fromMemorySegment(FLOATS, ALL, x3 + o, ORDER);
      FloatVector u4 = fromMemorySegment(FLOATS, ALL, x4 + o, ORDER);
      FloatVector p = u1.add(u2).mul(INNER_SHARE);
      FloatVector q = u1.sub(u2).mul(INNER * INNER_SHARE);
      FloatVector r = u3.add(u4).mul(OUTER_SHARE);
      FloatVector s = u3.sub(u4).mul(OUTER * OUTER_SHARE);
      fromMemorySegment(FLOATS, ALL, x0 + o, ORDER)
          .add(p)
          .add(r)
          .intoMemorySegment(ALL, (y & ADDRESS_BITS) + o, ORDER);
      q.add(s).intoMemorySegment(ALL, (y + next & ADDRESS_BITS) + o, ORDER);
      p.fma(half, r.add(r))
          .add(fromMemorySegment(FLOATS, ALL, x5 + o, ORDER))
          .intoMemorySegment(ALL, (y + 2 * next & ADDRESS_BITS) + o, ORDER);
    }
  }
}
