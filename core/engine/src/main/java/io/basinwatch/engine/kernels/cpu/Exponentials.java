package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponentials of numbers that are not positive, as softmax needs them: e^x = 2^k e^r with k =
 * round(x / ln 2), |r| <= ln(2) / 2, and e^r = 1 + r + r^2 Q(r) with Q a minimax fit (relative
 * error 3e-9). Below e^-69 = 1e-30 the result is 0. Beside the largest, which is 1, that is
 * nothing, and times what follows in a gradient it would soon be too small to be normal: such
 * numbers slow a product down a hundredfold on some processors, and a masked row of attention or
 * the other classes of a confident network are full of them.
 */
final class Exponentials {
  /** An address at which nothing is stored. */
  private static final long NOWHERE = 0;

  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

  private static final float SMALLEST = -69f;
  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.693145752f; // 15 bits, so that k * LN2_HIGH is exact
  private static final float LN2_LOW = 1.42860677e-6f;

  /** Adding it rounds to a whole number, which then stands in the lowest bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final float Q0 = 0.49999994f;
  private static final float Q1 = 0.16666521f;
  private static final float Q2 = 0.04166839f;
  private static final float Q3 = 0.008368717f;
  private static final float Q4 = 0.0013814599f;

  /** Zeros, then ones: from place LANES - d on, d zeros and then ones. */
  private static final float[] AFTER = new float[2 * LANES];

  static {
    Arrays.fill(AFTER, LANES, 2 * LANES, 1f);
  }

  private Exponentials() {}

  /** The sum of exp(x - shift), shift being at least as large as every x. */
  static float sum(long x, float shift, int n) {
    return write(x, NOWHERE, shift, n);
  }

  /**
   * y = exp(x - shift), and returns the sum of y; y may be x, or 0 for nowhere.
   *
   * @param shift at least as large as every x
   */
  static float write(long x, long y, float shift, int n) {
    return n < LANES ? few(x, y, shift, n) : many(x, y, shift, n);
  }

  private static float many(long x, long y, float shift, int n) {
    int body = n - LANES;
    int repeated = n % LANES == 0 ? 0 : LANES - n % LANES;
    FloatVector sums = FloatVector.zero(FLOATS);
    FloatVector last = fromMemorySegment(FLOATS, ALL, x + 4L * body, ORDER);
    for (int i = 0; ; i += LANES) {
      boolean end = i >= body;
      FloatVector v = (end ? last : fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER)).sub(shift);
      VectorMask<Float> vanishes = v.compare(LT, SMALLEST);
      FloatVector rounded = v.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -LN2_HIGH), v);
      r = k.fma(broadcast(FLOATS, -LN2_LOW), r);
      FloatVector q = r.fma(broadcast(FLOATS, Q4), broadcast(FLOATS, Q3));
      q = r.fma(q, broadcast(FLOATS, Q2));
      q = r.fma(q, broadcast(FLOATS, Q1));
      q = r.fma(q, broadcast(FLOATS, Q0));
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      FloatVector scaled =
          e.reinterpretAsInts()
              .add(rounded.reinterpretAsInts().lanewise(LSHL, 23))
              .reinterpretAsFloats()
              .blend(0f, vanishes);
      if (end) {
        if (y != NOWHERE) {
          scaled.intoMemorySegment(ALL, y + 4L * body, ORDER);
        }
        FloatVector fresh = FloatVector.fromArray(FLOATS, AFTER, LANES - repeated);
        return VectorMath.sum(scaled.fma(fresh, sums));
      }
      if (y != NOWHERE) {
        scaled.intoMemorySegment(ALL, y + 4L * i, ORDER);
      }
      sums = sums.add(scaled);
    }
  }

  /**
   * The largest element, compared as a whole number of the same order: a reduction of
   * floating-point maxima has to treat signed zeros and NaN with care, and is several times as
   * slow. A NaN gives NaN or is passed over.
   */
  static float largest(long x, int n) {
    if (n < LANES) {
      return Reductions.maximum(x, n);
    }
    IntVector largest = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    for (int i = 0; i < n; i += LANES) {
      long at = x + 4L * Math.min(i, n - LANES);
      IntVector bits = fromMemorySegment(FLOATS, ALL, at, ORDER).reinterpretAsInts();
      IntVector others = bits.lanewise(ASHR, 31).lanewise(AND, Integer.MAX_VALUE);
      largest = largest.max(bits.lanewise(XOR, others)); // in the order of the numbers
    }
    int bits = largest.reduceLanes(MAX);
    return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
  }

  /**
   * y = x - its largest element, which is returned. A row that is shorter than a vector is centered
   * so; the exponentials of many of them can then be written at once.
   */
  static float center(long x, long y, int n) {
    float largest = largest(x, n);
    for (int i = 0; i < n; i++) {
      set(y, i, get(x, i) - largest);
    }
    return largest;
  }

  private static float few(long x, long y, float shift, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      float v = get(x, i) - shift;
      float e = v < SMALLEST ? 0 : (float) Math.exp(v);
      sum += e;
      if (y != NOWHERE) {
        set(y, i, e);
      }
    }
    return sum;
  }
}
