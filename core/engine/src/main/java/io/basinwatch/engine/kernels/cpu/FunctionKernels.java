package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.ScalarFunctions;
import io.basinwatch.engine.random.BoxMuller;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Transcendental functions of float32 arrays, to about one unit in the last place; y may be x. They
 * use nothing but correctly rounded operations: the Vector API's own functions and its sums over
 * lanes give other bits once they are compiled than before, and a measurement has to be
 * reproducible. The polynomials are minimax fits.
 *
 * <p>Each is one long loop that calls nothing but the Vector API, loads and stores included, and
 * has its constants ready. A method in between is not inlined where it is hot by itself or where
 * the loop is long already: a vector that crosses a call is an object, and a tanh takes three to
 * ten times as long. Hence e^x = 2^k e^r, |r| at most ln(2) / 2, stands in five of them.
 */
final class FunctionKernels {
  private static final FloatVector ONE = broadcast(FLOATS, 1f);
  private static final FloatVector MINUS_HALF = broadcast(FLOATS, -.5f);
  private static final FloatVector NOT_A_NUMBER = broadcast(FLOATS, Float.NaN);
  private static final FloatVector LOG2_E = broadcast(FLOATS, 1.442695f);

  /** 15 bits, so that k times it is exact; the rest of ln 2 is apart. */
  private static final FloatVector LN2_HIGH = broadcast(FLOATS, 0.693145752f);

  private static final FloatVector LN2_LOW = broadcast(FLOATS, 1.42860677e-6f);
  private static final FloatVector MINUS_LN2_HIGH = broadcast(FLOATS, -0.693145752f);
  private static final FloatVector MINUS_LN2_LOW = broadcast(FLOATS, -1.42860677e-6f);

  /** Adding it rounds to a whole number, which then stands in the lowest bits. */
  private static final FloatVector ROUNDER = broadcast(FLOATS, 0x1.8p23f);

  private static final int ROUNDER_BITS = 0x4B400000;
  private static final int BIAS = 127;
  private static final int MANTISSA_BITS = 23;
  private static final float LARGEST_EXPONENT = 89f;
  private static final float SMALLEST_EXPONENT = -104f;

  /** Below it, e^x is 0 next to 1. */
  private static final float NEGLIGIBLE = -87f;

  private static final float TANH_SPLIT = 0.625f;
  private static final float ERF_END = 4f;

  private static final FloatVector EXP0 = broadcast(FLOATS, 0.49999994f);
  private static final FloatVector EXP1 = broadcast(FLOATS, 0.16666521f);
  private static final FloatVector EXP2 = broadcast(FLOATS, 0.04166839f);
  private static final FloatVector EXP3 = broadcast(FLOATS, 0.008368717f);
  private static final FloatVector EXP4 = broadcast(FLOATS, 0.0013814599f);
  private static final FloatVector LOG0 = broadcast(FLOATS, 0.33333313f);
  private static final FloatVector LOG1 = broadcast(FLOATS, -0.2500001f);
  private static final FloatVector LOG2 = broadcast(FLOATS, 0.20002119f);
  private static final FloatVector LOG3 = broadcast(FLOATS, -0.16667996f);
  private static final FloatVector LOG4 = broadcast(FLOATS, 0.14219552f);
  private static final FloatVector LOG5 = broadcast(FLOATS, -0.1240559f);
  private static final FloatVector LOG6 = broadcast(FLOATS, 0.11888162f);
  private static final FloatVector LOG7 = broadcast(FLOATS, -0.11675652f);
  private static final FloatVector LOG8 = broadcast(FLOATS, 0.06746641f);
  private static final FloatVector TANH0 = broadcast(FLOATS, -0.3333328f);
  private static final FloatVector TANH1 = broadcast(FLOATS, 0.13331442f);
  private static final FloatVector TANH2 = broadcast(FLOATS, -0.053739715f);
  private static final FloatVector TANH3 = broadcast(FLOATS, 0.020639088f);
  private static final FloatVector TANH4 = broadcast(FLOATS, -0.005704987f);
  private static final FloatVector SOFTPLUS0 = broadcast(FLOATS, 0.6666641f);
  private static final FloatVector SOFTPLUS1 = broadcast(FLOATS, 0.400217f);
  private static final FloatVector SOFTPLUS2 = broadcast(FLOATS, 0.27999142f);
  private static final FloatVector SOFTPLUS3 = broadcast(FLOATS, 0.2802446f);
  private static final FloatVector ERF0 = broadcast(FLOATS, 1.1283791f);
  private static final FloatVector ERF1 = broadcast(FLOATS, -0.37612626f);
  private static final FloatVector ERF2 = broadcast(FLOATS, 0.112835854f);
  private static final FloatVector ERF3 = broadcast(FLOATS, -0.02685381f);
  private static final FloatVector ERF4 = broadcast(FLOATS, 0.005188328f);
  private static final FloatVector ERF5 = broadcast(FLOATS, -8.0101925e-4f);
  private static final FloatVector ERF6 = broadcast(FLOATS, 7.853858e-5f);
  private static final FloatVector ERFC0 = broadcast(FLOATS, -3.0043846e-4f);
  private static final FloatVector ERFC1 = broadcast(FLOATS, -1.1272514f);
  private static final FloatVector ERFC2 = broadcast(FLOATS, -0.6378832f);
  private static final FloatVector ERFC3 = broadcast(FLOATS, -0.10332728f);
  private static final FloatVector ERFC4 = broadcast(FLOATS, 0.021940397f);
  private static final FloatVector ERFC5 = broadcast(FLOATS, -0.0029724333f);
  private static final FloatVector ERFC6 = broadcast(FLOATS, 1.8882268e-4f);

  private FunctionKernels() {}

  /** y = e^x; the power of two in two factors, for its full range. */
  static void exp(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      v = v.blend(LARGEST_EXPONENT, v.compare(GT, LARGEST_EXPONENT));
      v = v.blend(SMALLEST_EXPONENT, v.compare(LT, SMALLEST_EXPONENT));
      FloatVector rounded = v.fma(LOG2_E, ROUNDER);
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(MINUS_LN2_HIGH, v);
      r = k.fma(MINUS_LN2_LOW, r);
      FloatVector q = r.fma(EXP4, EXP3);
      q = r.fma(q, EXP2);
      q = r.fma(q, EXP1);
      q = r.fma(q, EXP0);
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = power.lanewise(ASHR, 1);
      FloatVector first = half.add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector second =
          power.sub(half).add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      e.mul(first).mul(second).intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.exp(get(x, i)));
    }
  }

  /** y = ln x = e ln 2 + ln(1 + f), 1 + f between sqrt(1/2) and sqrt(2). */
  static void log(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      VectorMask<Float> tiny = v.compare(LT, Float.MIN_NORMAL);
      IntVector bits = v.blend(v.mul(0x1p23f), tiny).reinterpretAsInts();
      IntVector e = bits.sub(BoxMuller.SQRT_HALF_BITS).lanewise(ASHR, MANTISSA_BITS);
      FloatVector f = bits.sub(e.lanewise(LSHL, MANTISSA_BITS)).reinterpretAsFloats().sub(1f);
      FloatVector exponent = (FloatVector) e.convertShape(I2F, FLOATS, 0);
      exponent = exponent.blend(exponent.sub(23f), tiny);
      FloatVector p = f.fma(LOG8, LOG7);
      p = f.fma(p, LOG6);
      p = f.fma(p, LOG5);
      p = f.fma(p, LOG4);
      p = f.fma(p, LOG3);
      p = f.fma(p, LOG2);
      p = f.fma(p, LOG1);
      p = f.fma(p, LOG0);
      p = f.fma(p, MINUS_HALF);
      FloatVector low = f.mul(f).fma(p, exponent.mul(LN2_LOW));
      FloatVector inside = exponent.fma(LN2_HIGH, low.add(f));
      FloatVector outside = NOT_A_NUMBER.blend(Float.NEGATIVE_INFINITY, v.compare(EQ, 0f));
      FloatVector logarithm = outside.blend(inside, v.compare(GT, 0f));
      logarithm
          .blend(v, v.compare(EQ, Float.POSITIVE_INFINITY))
          .intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.log(get(x, i)));
    }
  }

  /**
   * x + x^3 P(x^2) near zero (and for NaN), (1 - t) / (1 + t) with t = e^-2|x| and x's sign beyond.
   */
  static void tanh(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector u = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector a = u.abs();
      FloatVector v = a.mul(-2f);
      v = v.blend(NEGLIGIBLE, v.compare(LT, NEGLIGIBLE));
      FloatVector rounded = v.fma(LOG2_E, ROUNDER);
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(MINUS_LN2_HIGH, v);
      r = k.fma(MINUS_LN2_LOW, r);
      FloatVector q = r.fma(EXP4, EXP3);
      q = r.fma(q, EXP2);
      q = r.fma(q, EXP1);
      q = r.fma(q, EXP0);
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS);
      FloatVector t = e.reinterpretAsInts().add(power).reinterpretAsFloats();
      FloatVector far = ONE.sub(t).div(t.add(1f));
      FloatVector z = u.mul(u);
      FloatVector p = z.fma(TANH4, TANH3);
      p = z.fma(p, TANH2);
      p = z.fma(p, TANH1);
      p = z.fma(p, TANH0);
      FloatVector near = u.mul(z).fma(p, u);
      FloatVector signed = far.blend(far.neg(), u.compare(LT, 0f));
      near.blend(signed, a.compare(GE, TANH_SPLIT)).intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.tanh(get(x, i)));
    }
  }

  /** 1 / (1 + e^-x). */
  static void sigmoid(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER).neg();
      v = v.blend(LARGEST_EXPONENT, v.compare(GT, LARGEST_EXPONENT));
      v = v.blend(SMALLEST_EXPONENT, v.compare(LT, SMALLEST_EXPONENT));
      FloatVector rounded = v.fma(LOG2_E, ROUNDER);
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(MINUS_LN2_HIGH, v);
      r = k.fma(MINUS_LN2_LOW, r);
      FloatVector q = r.fma(EXP4, EXP3);
      q = r.fma(q, EXP2);
      q = r.fma(q, EXP1);
      q = r.fma(q, EXP0);
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = power.lanewise(ASHR, 1);
      FloatVector first = half.add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector second =
          power.sub(half).add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      ONE.div(e.mul(first).mul(second).add(1f)).intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) (1 / (1 + Math.exp(-get(x, i)))));
    }
  }

  /** max(x, 0) + ln(1 + t), t = e^-|x|; ln(1 + t) = 2 artanh(t / (2 + t)). */
  static void softplus(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector u = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector v = u.abs().neg();
      v = v.blend(NEGLIGIBLE, v.compare(LT, NEGLIGIBLE));
      FloatVector rounded = v.fma(LOG2_E, ROUNDER);
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(MINUS_LN2_HIGH, v);
      r = k.fma(MINUS_LN2_LOW, r);
      FloatVector q = r.fma(EXP4, EXP3);
      q = r.fma(q, EXP2);
      q = r.fma(q, EXP1);
      q = r.fma(q, EXP0);
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS);
      FloatVector t = e.reinterpretAsInts().add(power).reinterpretAsFloats();
      t = t.blend(0f, u.abs().compare(GT, -NEGLIGIBLE));
      FloatVector s = t.div(t.add(2f));
      FloatVector z = s.mul(s);
      FloatVector p = z.fma(SOFTPLUS3, SOFTPLUS2);
      p = z.fma(p, SOFTPLUS1);
      p = z.fma(p, SOFTPLUS0);
      FloatVector log = s.mul(z).fma(p, s.add(s));
      u.blend(0f, u.compare(LT, 0f)).add(log).intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) ScalarFunctions.apply(UnaryFunction.SOFTPLUS, get(x, i)));
    }
  }

  /** x P(x^2) up to 1 (and for NaN); beyond, 1 - e^Q(|x|) with x's sign, Q fitted to ln erfc. */
  static void erf(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector u = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector magnitude = u.abs();
      FloatVector a = magnitude.blend(ERF_END, magnitude.compare(GT, ERF_END));
      FloatVector v = a.fma(ERFC6, ERFC5);
      v = a.fma(v, ERFC4);
      v = a.fma(v, ERFC3);
      v = a.fma(v, ERFC2);
      v = a.fma(v, ERFC1);
      v = a.fma(v, ERFC0);
      FloatVector rounded = v.fma(LOG2_E, ROUNDER);
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(MINUS_LN2_HIGH, v);
      r = k.fma(MINUS_LN2_LOW, r);
      FloatVector q = r.fma(EXP4, EXP3);
      q = r.fma(q, EXP2);
      q = r.fma(q, EXP1);
      q = r.fma(q, EXP0);
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS);
      FloatVector t = e.reinterpretAsInts().add(power).reinterpretAsFloats();
      FloatVector far = ONE.sub(t);
      FloatVector z = u.mul(u);
      FloatVector p = z.fma(ERF6, ERF5);
      p = z.fma(p, ERF4);
      p = z.fma(p, ERF3);
      p = z.fma(p, ERF2);
      p = z.fma(p, ERF1);
      FloatVector near = u.mul(z.fma(p, ERF0));
      FloatVector signed = far.blend(far.neg(), u.compare(LT, 0f));
      near.blend(signed, magnitude.compare(GE, 1f)).intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) ScalarFunctions.apply(UnaryFunction.ERF, get(x, i)));
    }
  }
}
