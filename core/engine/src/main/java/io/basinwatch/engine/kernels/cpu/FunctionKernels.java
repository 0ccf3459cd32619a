package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.load;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static io.basinwatch.engine.kernels.cpu.VectorMath.store;
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
 * <p>Each is one long loop that calls nothing but the Vector API. A method in between would be
 * compiled by itself when it is hot, and then be too large to be inlined: a vector that crosses a
 * call is an object, and a tanh takes ten times as long. Hence e^x = 2^k e^r, |r| at most ln(2) /
 * 2, stands in four of them.
 */
final class FunctionKernels {
  private static final float LOG2_E = 1.442695f;
  private static final float LN2_HIGH = 0.693145752f; // 15 bits, so that k * LN2_HIGH is exact
  private static final float LN2_LOW = 1.42860677e-6f;

  /** Adding it rounds to a whole number, which then stands in the lowest bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = 0x4B400000;
  private static final int BIAS = 127;
  private static final int MANTISSA_BITS = 23;
  private static final float LARGEST_EXPONENT = 89f;
  private static final float SMALLEST_EXPONENT = -104f;
  private static final float EXP0 = 0.49999994f;
  private static final float EXP1 = 0.16666521f;
  private static final float EXP2 = 0.04166839f;
  private static final float EXP3 = 0.008368717f;
  private static final float EXP4 = 0.0013814599f;
  private static final float LOG0 = 0.33333313f;
  private static final float LOG1 = -0.2500001f;
  private static final float LOG2 = 0.20002119f;
  private static final float LOG3 = -0.16667996f;
  private static final float LOG4 = 0.14219552f;
  private static final float LOG5 = -0.1240559f;
  private static final float LOG6 = 0.11888162f;
  private static final float LOG7 = -0.11675652f;
  private static final float LOG8 = 0.06746641f;

  /** Below it, e^x is 0 next to 1. */
  private static final float NEGLIGIBLE = -87f;

  private static final float TANH_SPLIT = 0.625f;
  private static final float ERF_END = 4f;

  private FunctionKernels() {}

  /** y = e^x; the power of two in two factors, for its full range. */
  static void exp(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = load(x, i);
      v = v.blend(LARGEST_EXPONENT, v.compare(GT, LARGEST_EXPONENT));
      v = v.blend(SMALLEST_EXPONENT, v.compare(LT, SMALLEST_EXPONENT));
      FloatVector rounded = v.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -LN2_HIGH), v);
      r = k.fma(broadcast(FLOATS, -LN2_LOW), r);
      FloatVector q = r.fma(broadcast(FLOATS, EXP4), broadcast(FLOATS, EXP3));
      q = r.fma(q, broadcast(FLOATS, EXP2));
      q = r.fma(q, broadcast(FLOATS, EXP1));
      q = r.fma(q, broadcast(FLOATS, EXP0));
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = power.lanewise(ASHR, 1);
      FloatVector first = half.add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector second =
          power.sub(half).add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      store(e.mul(first).mul(second), y, i);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.exp(get(x, i)));
    }
  }

  /** y = ln x = e ln 2 + ln(1 + f), 1 + f between sqrt(1/2) and sqrt(2). */
  static void log(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = load(x, i);
      VectorMask<Float> tiny = v.compare(LT, Float.MIN_NORMAL);
      IntVector bits = v.blend(v.mul(0x1p23f), tiny).reinterpretAsInts();
      IntVector e = bits.sub(BoxMuller.SQRT_HALF_BITS).lanewise(ASHR, MANTISSA_BITS);
      FloatVector f = bits.sub(e.lanewise(LSHL, MANTISSA_BITS)).reinterpretAsFloats().sub(1f);
      FloatVector exponent = (FloatVector) e.convertShape(I2F, FLOATS, 0);
      exponent = exponent.blend(exponent.sub(23f), tiny);
      FloatVector p = f.fma(broadcast(FLOATS, LOG8), broadcast(FLOATS, LOG7));
      p = f.fma(p, broadcast(FLOATS, LOG6));
      p = f.fma(p, broadcast(FLOATS, LOG5));
      p = f.fma(p, broadcast(FLOATS, LOG4));
      p = f.fma(p, broadcast(FLOATS, LOG3));
      p = f.fma(p, broadcast(FLOATS, LOG2));
      p = f.fma(p, broadcast(FLOATS, LOG1));
      p = f.fma(p, broadcast(FLOATS, LOG0));
      p = f.fma(p, broadcast(FLOATS, -0.5f));
      FloatVector low = f.mul(f).fma(p, exponent.mul(LN2_LOW));
      FloatVector inside = exponent.fma(broadcast(FLOATS, LN2_HIGH), low.add(f));
      FloatVector outside =
          broadcast(FLOATS, Float.NaN).blend(Float.NEGATIVE_INFINITY, v.compare(EQ, 0f));
      FloatVector logarithm = outside.blend(inside, v.compare(GT, 0f));
      store(logarithm.blend(v, v.compare(EQ, Float.POSITIVE_INFINITY)), y, i);
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
      FloatVector u = load(x, i);
      FloatVector a = u.abs();
      FloatVector v = a.mul(-2f);
      v = v.blend(NEGLIGIBLE, v.compare(LT, NEGLIGIBLE));
      FloatVector rounded = v.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -LN2_HIGH), v);
      r = k.fma(broadcast(FLOATS, -LN2_LOW), r);
      FloatVector q = r.fma(broadcast(FLOATS, EXP4), broadcast(FLOATS, EXP3));
      q = r.fma(q, broadcast(FLOATS, EXP2));
      q = r.fma(q, broadcast(FLOATS, EXP1));
      q = r.fma(q, broadcast(FLOATS, EXP0));
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS);
      FloatVector t = e.reinterpretAsInts().add(power).reinterpretAsFloats();
      FloatVector far = broadcast(FLOATS, 1f).sub(t).div(t.add(1f));
      FloatVector z = u.mul(u);
      FloatVector p = z.fma(broadcast(FLOATS, -0.005704987f), broadcast(FLOATS, 0.020639088f));
      p = z.fma(p, broadcast(FLOATS, -0.053739715f));
      p = z.fma(p, broadcast(FLOATS, 0.13331442f));
      p = z.fma(p, broadcast(FLOATS, -0.3333328f));
      FloatVector near = u.mul(z).fma(p, u);
      FloatVector signed = far.blend(far.neg(), u.compare(LT, 0f));
      store(near.blend(signed, a.compare(GE, TANH_SPLIT)), y, i);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.tanh(get(x, i)));
    }
  }

  /** 1 / (1 + e^-x). */
  static void sigmoid(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = load(x, i).neg();
      v = v.blend(LARGEST_EXPONENT, v.compare(GT, LARGEST_EXPONENT));
      v = v.blend(SMALLEST_EXPONENT, v.compare(LT, SMALLEST_EXPONENT));
      FloatVector rounded = v.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -LN2_HIGH), v);
      r = k.fma(broadcast(FLOATS, -LN2_LOW), r);
      FloatVector q = r.fma(broadcast(FLOATS, EXP4), broadcast(FLOATS, EXP3));
      q = r.fma(q, broadcast(FLOATS, EXP2));
      q = r.fma(q, broadcast(FLOATS, EXP1));
      q = r.fma(q, broadcast(FLOATS, EXP0));
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = power.lanewise(ASHR, 1);
      FloatVector first = half.add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector second =
          power.sub(half).add(BIAS).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      store(broadcast(FLOATS, 1f).div(e.mul(first).mul(second).add(1f)), y, i);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) (1 / (1 + Math.exp(-get(x, i)))));
    }
  }

  /** max(x, 0) + ln(1 + t), t = e^-|x|; ln(1 + t) = 2 artanh(t / (2 + t)). */
  static void softplus(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector u = load(x, i);
      FloatVector v = u.abs().neg();
      v = v.blend(NEGLIGIBLE, v.compare(LT, NEGLIGIBLE));
      FloatVector rounded = v.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -LN2_HIGH), v);
      r = k.fma(broadcast(FLOATS, -LN2_LOW), r);
      FloatVector q = r.fma(broadcast(FLOATS, EXP4), broadcast(FLOATS, EXP3));
      q = r.fma(q, broadcast(FLOATS, EXP2));
      q = r.fma(q, broadcast(FLOATS, EXP1));
      q = r.fma(q, broadcast(FLOATS, EXP0));
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS);
      FloatVector t = e.reinterpretAsInts().add(power).reinterpretAsFloats();
      t = t.blend(0f, u.abs().compare(GT, -NEGLIGIBLE));
      FloatVector s = t.div(t.add(2f));
      FloatVector z = s.mul(s);
      FloatVector p = z.fma(broadcast(FLOATS, 0.2802446f), broadcast(FLOATS, 0.27999142f));
      p = z.fma(p, broadcast(FLOATS, 0.400217f));
      p = z.fma(p, broadcast(FLOATS, 0.6666641f));
      FloatVector log = s.mul(z).fma(p, s.add(s));
      store(u.blend(0f, u.compare(LT, 0f)).add(log), y, i);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) ScalarFunctions.apply(UnaryFunction.SOFTPLUS, get(x, i)));
    }
  }

  /** x P(x^2) up to 1 (and for NaN); beyond, 1 - e^Q(|x|) with x's sign, Q fitted to ln erfc. */
  static void erf(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector u = load(x, i);
      FloatVector magnitude = u.abs();
      FloatVector a = magnitude.blend(ERF_END, magnitude.compare(GT, ERF_END));
      FloatVector v = a.fma(broadcast(FLOATS, 1.8882268e-4f), broadcast(FLOATS, -0.0029724333f));
      v = a.fma(v, broadcast(FLOATS, 0.021940397f));
      v = a.fma(v, broadcast(FLOATS, -0.10332728f));
      v = a.fma(v, broadcast(FLOATS, -0.6378832f));
      v = a.fma(v, broadcast(FLOATS, -1.1272514f));
      v = a.fma(v, broadcast(FLOATS, -3.0043846e-4f));
      FloatVector rounded = v.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
      FloatVector k = rounded.sub(ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -LN2_HIGH), v);
      r = k.fma(broadcast(FLOATS, -LN2_LOW), r);
      FloatVector q = r.fma(broadcast(FLOATS, EXP4), broadcast(FLOATS, EXP3));
      q = r.fma(q, broadcast(FLOATS, EXP2));
      q = r.fma(q, broadcast(FLOATS, EXP1));
      q = r.fma(q, broadcast(FLOATS, EXP0));
      FloatVector e = r.mul(r).fma(q, r).add(1f);
      IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS);
      FloatVector t = e.reinterpretAsInts().add(power).reinterpretAsFloats();
      FloatVector far = broadcast(FLOATS, 1f).sub(t);
      FloatVector z = u.mul(u);
      FloatVector p = z.fma(broadcast(FLOATS, 7.853858e-5f), broadcast(FLOATS, -8.0101925e-4f));
      p = z.fma(p, broadcast(FLOATS, 0.005188328f));
      p = z.fma(p, broadcast(FLOATS, -0.02685381f));
      p = z.fma(p, broadcast(FLOATS, 0.112835854f));
      p = z.fma(p, broadcast(FLOATS, -0.37612626f));
      FloatVector near = u.mul(z.fma(p, broadcast(FLOATS, 1.1283791f)));
      FloatVector signed = far.blend(far.neg(), u.compare(LT, 0f));
      store(near.blend(signed, magnitude.compare(GE, 1f)), y, i);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) ScalarFunctions.apply(UnaryFunction.ERF, get(x, i)));
    }
  }
}
