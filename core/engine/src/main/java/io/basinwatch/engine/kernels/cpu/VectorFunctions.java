package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

import io.basinwatch.engine.random.BoxMuller;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Transcendental functions of float32 vectors, to about one unit in the last place. They use
 * nothing but correctly rounded operations: the Vector API's own functions and its sums over lanes
 * give other bits once they are compiled than before, and a measurement has to be reproducible. The
 * polynomials are minimax fits. The methods are short because the compiler inlines no long ones,
 * and a vector that crosses a call is an object.
 */
final class VectorFunctions {
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
  private static final float TANH_SPLIT = 0.625f;
  private static final float ERF_END = 4f;

  private VectorFunctions() {}

  /**
   * e^x = 2^k e^r with |r| at most ln(2) / 2; the power of two in two factors, for its full range.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector v = x.blend(LARGEST_EXPONENT, x.compare(GT, LARGEST_EXPONENT));
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
    return e.mul(first).mul(second);
  }

  /** ln x = e ln 2 + ln(1 + f), 1 + f between sqrt(1/2) and sqrt(2). */
  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts();
    IntVector e = bits.sub(BoxMuller.SQRT_HALF_BITS).lanewise(ASHR, MANTISSA_BITS);
    FloatVector f = bits.sub(e.lanewise(LSHL, MANTISSA_BITS)).reinterpretAsFloats().sub(1f);
    FloatVector exponent = (FloatVector) e.convertShape(I2F, FLOATS, 0);
    exponent = exponent.blend(exponent.sub(23f), tiny);
    FloatVector low = f.mul(f).fma(logarithmic(f), exponent.mul(LN2_LOW));
    return atLimits(x, exponent.fma(broadcast(FLOATS, LN2_HIGH), low.add(f)));
  }

  /** f P(f) - 1/2 with ln(1 + f) = f + f^2 (f P(f) - 1/2). */
  private static FloatVector logarithmic(FloatVector f) {
    FloatVector p = f.fma(broadcast(FLOATS, LOG8), broadcast(FLOATS, LOG7));
    p = f.fma(p, broadcast(FLOATS, LOG6));
    p = f.fma(p, broadcast(FLOATS, LOG5));
    p = f.fma(p, broadcast(FLOATS, LOG4));
    p = f.fma(p, broadcast(FLOATS, LOG3));
    p = f.fma(p, broadcast(FLOATS, LOG2));
    p = f.fma(p, broadcast(FLOATS, LOG1));
    p = f.fma(p, broadcast(FLOATS, LOG0));
    return f.fma(p, broadcast(FLOATS, -0.5f));
  }

  /** The logarithm where x is positive and finite; what it is elsewhere. */
  private static FloatVector atLimits(FloatVector x, FloatVector logarithm) {
    FloatVector outside =
        broadcast(FLOATS, Float.NaN).blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
    return outside
        .blend(logarithm, x.compare(GT, 0f))
        .blend(Float.POSITIVE_INFINITY, x.compare(EQ, Float.POSITIVE_INFINITY));
  }

  /** x + x^3 P(x^2) near zero, 1 - 2 / (e^2|x| + 1) with the sign of x beyond. */
  static FloatVector tanh(FloatVector x) {
    FloatVector z = x.mul(x);
    FloatVector p = z.fma(broadcast(FLOATS, -0.005704987f), broadcast(FLOATS, 0.020639088f));
    p = z.fma(p, broadcast(FLOATS, -0.053739715f));
    p = z.fma(p, broadcast(FLOATS, 0.13331442f));
    p = z.fma(p, broadcast(FLOATS, -0.3333328f));
    FloatVector near = x.mul(z).fma(p, x);
    FloatVector a = x.abs();
    FloatVector far = broadcast(FLOATS, -2f).div(exp(a.add(a)).add(1f)).add(1f);
    return withSign(far, x).blend(near, a.compare(LT, TANH_SPLIT));
  }

  static FloatVector sigmoid(FloatVector x) {
    return broadcast(FLOATS, 1f).div(exp(x.neg()).add(1f));
  }

  /** max(x, 0) + ln(1 + t), t = e^-|x|; ln(1 + t) = 2 artanh(t / (2 + t)). */
  static FloatVector softplus(FloatVector x) {
    FloatVector t = exp(x.abs().neg());
    FloatVector s = t.div(t.add(2f));
    FloatVector z = s.mul(s);
    FloatVector p = z.fma(broadcast(FLOATS, 0.2802446f), broadcast(FLOATS, 0.27999142f));
    p = z.fma(p, broadcast(FLOATS, 0.400217f));
    p = z.fma(p, broadcast(FLOATS, 0.6666641f));
    FloatVector log = s.mul(z).fma(p, s.add(s));
    return x.blend(0f, x.compare(LT, 0f)).add(log);
  }

  /** x P(x^2) up to 1; beyond, 1 - e^Q(|x|) with the sign of x, Q fitted to ln erfc. */
  static FloatVector erf(FloatVector x) {
    FloatVector z = x.mul(x);
    FloatVector p = z.fma(broadcast(FLOATS, 7.853858e-5f), broadcast(FLOATS, -8.0101925e-4f));
    p = z.fma(p, broadcast(FLOATS, 0.005188328f));
    p = z.fma(p, broadcast(FLOATS, -0.02685381f));
    p = z.fma(p, broadcast(FLOATS, 0.112835854f));
    p = z.fma(p, broadcast(FLOATS, -0.37612626f));
    FloatVector near = x.mul(z.fma(p, broadcast(FLOATS, 1.1283791f)));
    FloatVector a = x.abs();
    a = a.blend(ERF_END, a.compare(GT, ERF_END));
    FloatVector q = a.fma(broadcast(FLOATS, 1.8882268e-4f), broadcast(FLOATS, -0.0029724333f));
    q = a.fma(q, broadcast(FLOATS, 0.021940397f));
    q = a.fma(q, broadcast(FLOATS, -0.10332728f));
    q = a.fma(q, broadcast(FLOATS, -0.6378832f));
    q = a.fma(q, broadcast(FLOATS, -1.1272514f));
    q = a.fma(q, broadcast(FLOATS, -3.0043846e-4f));
    FloatVector far = broadcast(FLOATS, 1f).sub(exp(q));
    return withSign(far, x).blend(near, a.compare(LT, 1f));
  }

  /** A number that is not negative, with the sign of another. */
  private static FloatVector withSign(FloatVector magnitude, FloatVector sign) {
    IntVector bit = sign.reinterpretAsInts().lanewise(AND, Integer.MIN_VALUE);
    return magnitude.reinterpretAsInts().lanewise(OR, bit).reinterpretAsFloats();
  }
}
