package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Functions of angles, element by element; y may be x. Each is one long loop, for the reason that
 * {@link FunctionKernels} gives: x = k pi/2 + r with |r| at most pi/4, and k says which polynomial
 * of r with which sign.
 */
final class AngleKernels {
  /** Beyond, a multiple of pi/2 has too many bits for the reduction to be exact. */
  private static final float LARGEST = 0x1p15f;

  private static final float TWO_OVER_PI = 0.63661975f;
  private static final float ROUNDER = 0x1.8p23f;
  private static final int ROUNDER_BITS = 0x4B400000;

  /** pi/2 in three parts: the products with a multiple are exact inside an fma. */
  private static final float RIGHT_HIGH = 1.57079637f;

  private static final float RIGHT_MIDDLE = -4.37113883e-8f;
  private static final float RIGHT_LOW = -1.71512489e-15f;
  private static final float SIN3 = -0.16666655f;
  private static final float SIN5 = 8.332161e-3f;
  private static final float SIN7 = -1.9515296e-4f;
  private static final float COS4 = 4.1666646e-2f;
  private static final float COS6 = -1.3887316e-3f;
  private static final float COS8 = 2.4433157e-5f;
  private static final float TAN_3_PI_8 = 2.41421356f;
  private static final float TAN_PI_8 = 0.41421356f;

  private AngleKernels() {}

  static void sin(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      if (!v.abs().compare(LE, LARGEST).allTrue()) {
        scalarSin(x, y, i, i + LANES);
        continue;
      }
      FloatVector rounded = v.fma(broadcast(FLOATS, TWO_OVER_PI), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -RIGHT_HIGH), v);
      r = k.fma(broadcast(FLOATS, -RIGHT_MIDDLE), r);
      r = k.fma(broadcast(FLOATS, -RIGHT_LOW), r);
      IntVector quarter = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      FloatVector z = r.mul(r);
      FloatVector p = z.fma(broadcast(FLOATS, SIN7), broadcast(FLOATS, SIN5));
      p = z.fma(p, broadcast(FLOATS, SIN3));
      FloatVector sine = r.mul(z).fma(p, r);
      FloatVector q = z.fma(broadcast(FLOATS, COS8), broadcast(FLOATS, COS6));
      q = z.fma(q, broadcast(FLOATS, COS4));
      FloatVector cosine = z.mul(z).fma(q, z.fma(broadcast(FLOATS, -0.5f), broadcast(FLOATS, 1f)));
      VectorMask<Float> odd = quarter.lanewise(AND, 1).compare(NE, 0).cast(FLOATS);
      IntVector sign = quarter.lanewise(AND, 2).lanewise(LSHL, 30);
      IntVector bits = sine.blend(cosine, odd).reinterpretAsInts();
      bits.lanewise(XOR, sign).reinterpretAsFloats().intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    scalarSin(x, y, body, n);
  }

  private static void scalarSin(long x, long y, int from, int to) {
    for (int i = from; i < to; i++) {
      set(y, i, (float) Math.sin(get(x, i)));
    }
  }

  static void cos(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      if (!v.abs().compare(LE, LARGEST).allTrue()) {
        scalarCos(x, y, i, i + LANES);
        continue;
      }
      FloatVector rounded = v.fma(broadcast(FLOATS, TWO_OVER_PI), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -RIGHT_HIGH), v);
      r = k.fma(broadcast(FLOATS, -RIGHT_MIDDLE), r);
      r = k.fma(broadcast(FLOATS, -RIGHT_LOW), r);
      IntVector quarter = rounded.reinterpretAsInts().sub(ROUNDER_BITS - 1);
      FloatVector z = r.mul(r);
      FloatVector p = z.fma(broadcast(FLOATS, SIN7), broadcast(FLOATS, SIN5));
      p = z.fma(p, broadcast(FLOATS, SIN3));
      FloatVector sine = r.mul(z).fma(p, r);
      FloatVector q = z.fma(broadcast(FLOATS, COS8), broadcast(FLOATS, COS6));
      q = z.fma(q, broadcast(FLOATS, COS4));
      FloatVector cosine = z.mul(z).fma(q, z.fma(broadcast(FLOATS, -0.5f), broadcast(FLOATS, 1f)));
      VectorMask<Float> odd = quarter.lanewise(AND, 1).compare(NE, 0).cast(FLOATS);
      IntVector sign = quarter.lanewise(AND, 2).lanewise(LSHL, 30);
      IntVector bits = sine.blend(cosine, odd).reinterpretAsInts();
      bits.lanewise(XOR, sign).reinterpretAsFloats().intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    scalarCos(x, y, body, n);
  }

  private static void scalarCos(long x, long y, int from, int to) {
    for (int i = from; i < to; i++) {
      set(y, i, (float) Math.cos(get(x, i)));
    }
  }

  /** Of |x| through -1/|x| or (|x| - 1)/(|x| + 1) where it is large, with the sign of x. */
  static void atan(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector a = v.abs();
      VectorMask<Float> large = a.compare(GT, TAN_3_PI_8);
      VectorMask<Float> medium = a.compare(GT, TAN_PI_8);
      FloatVector r = a.blend(a.sub(1f).div(a.add(1f)), medium);
      r = r.blend(broadcast(FLOATS, -1f).div(a), large);
      FloatVector start = broadcast(FLOATS, 0f).blend((float) (Math.PI / 4), medium);
      start = start.blend((float) (Math.PI / 2), large);
      FloatVector z = r.mul(r);
      FloatVector p = z.fma(broadcast(FLOATS, 8.05374449e-2f), broadcast(FLOATS, -0.138776856f));
      p = z.fma(p, broadcast(FLOATS, 0.199777106f));
      p = z.fma(p, broadcast(FLOATS, -0.333329491f));
      IntVector sign = v.reinterpretAsInts().lanewise(AND, Integer.MIN_VALUE);
      IntVector magnitude = start.add(r.mul(z).fma(p, r)).reinterpretAsInts();
      magnitude.lanewise(OR, sign).reinterpretAsFloats().intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.atan(get(x, i)));
    }
  }
}
