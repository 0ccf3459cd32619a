package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.DOUBLES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static io.basinwatch.engine.kernels.cpu.VectorMath.sum;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.F2D;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * Samplers' steps over flat float32 arrays off the heap: a vector body and a scalar tail each, one
 * pass over memory with the noise in the first-level cache. Arguments are addresses and a number of
 * elements.
 */
final class SamplerMath {
  private SamplerMath() {}

  /** w = w + slope g + pull (w - anchor) + noise normals. */
  static void langevin(
      long w, long g, long anchor, float[] normals, float slope, float pull, float noise, int n) {
    FloatVector a = FloatVector.broadcast(FLOATS, slope);
    FloatVector b = FloatVector.broadcast(FLOATS, pull);
    FloatVector c = FloatVector.broadcast(FLOATS, noise);
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector at = fromMemorySegment(FLOATS, ALL, w + 4L * i, ORDER);
      FloatVector moved = at.sub(fromMemorySegment(FLOATS, ALL, anchor + 4L * i, ORDER)).fma(b, at);
      moved = fromMemorySegment(FLOATS, ALL, g + 4L * i, ORDER).fma(a, moved);
      FloatVector.fromArray(FLOATS, normals, i)
          .fma(c, moved)
          .intoMemorySegment(ALL, w + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      float moved = Math.fma(get(w, i) - get(anchor, i), pull, get(w, i));
      moved = Math.fma(get(g, i), slope, moved);
      set(w, i, Math.fma(normals[i], noise, moved));
    }
  }

  /**
   * v = decay v + (1 - decay) g^2; G = 1/(stabilizer + sqrt v); w = w + G (slope g + pull (w -
   * anchor)) + noise sqrt(G) normals.
   */
  static void rmspropLangevin(
      long w,
      long g,
      long anchor,
      long squares,
      float[] normals,
      float decay,
      float stabilizer,
      float slope,
      float pull,
      float noise,
      int n) {
    FloatVector keep = FloatVector.broadcast(FLOATS, decay);
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    FloatVector a = FloatVector.broadcast(FLOATS, slope);
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector at = fromMemorySegment(FLOATS, ALL, w + 4L * i, ORDER);
      FloatVector slopes = fromMemorySegment(FLOATS, ALL, g + 4L * i, ORDER);
      FloatVector v = slopes.mul(slopes).mul(1 - decay);
      v = fromMemorySegment(FLOATS, ALL, squares + 4L * i, ORDER).fma(keep, v);
      v.intoMemorySegment(ALL, squares + 4L * i, ORDER);
      FloatVector scale = one.div(v.sqrt().add(stabilizer));
      FloatVector drift =
          slopes.fma(a, at.sub(fromMemorySegment(FLOATS, ALL, anchor + 4L * i, ORDER)).mul(pull));
      FloatVector moved = drift.fma(scale, at);
      FloatVector spread = scale.sqrt().mul(noise);
      FloatVector.fromArray(FLOATS, normals, i)
          .fma(spread, moved)
          .intoMemorySegment(ALL, w + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      float at = get(w, i);
      float slopes = get(g, i);
      float v = Math.fma(get(squares, i), decay, slopes * slopes * (1 - decay));
      set(squares, i, v);
      float scale = 1 / ((float) Math.sqrt(v) + stabilizer);
      float drift = Math.fma(slopes, slope, (at - get(anchor, i)) * pull);
      float spread = (float) Math.sqrt(scale) * noise;
      set(w, i, Math.fma(normals[i], spread, Math.fma(drift, scale, at)));
    }
  }

  /** x = 1/sqrt(stabilizer + sqrt v). */
  static void rmspropScale(long x, long squares, float stabilizer, int n) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = fromMemorySegment(FLOATS, ALL, squares + 4L * i, ORDER);
      one.div(v.sqrt().add(stabilizer).sqrt()).intoMemorySegment(ALL, x + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(x, i, 1 / (float) Math.sqrt((float) Math.sqrt(get(squares, i)) + stabilizer));
    }
  }

  /** p = p + slope g + pull (w - anchor); w = w + drift p. */
  static void leapfrog(
      long w, long p, long g, long anchor, float slope, float pull, float drift, int n) {
    FloatVector a = FloatVector.broadcast(FLOATS, slope);
    FloatVector b = FloatVector.broadcast(FLOATS, pull);
    FloatVector h = FloatVector.broadcast(FLOATS, drift);
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector at = fromMemorySegment(FLOATS, ALL, w + 4L * i, ORDER);
      FloatVector moved =
          at.sub(fromMemorySegment(FLOATS, ALL, anchor + 4L * i, ORDER))
              .fma(b, fromMemorySegment(FLOATS, ALL, p + 4L * i, ORDER));
      moved = fromMemorySegment(FLOATS, ALL, g + 4L * i, ORDER).fma(a, moved);
      moved.intoMemorySegment(ALL, p + 4L * i, ORDER);
      moved.fma(h, at).intoMemorySegment(ALL, w + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      float at = get(w, i);
      float moved = Math.fma(get(g, i), slope, Math.fma(at - get(anchor, i), pull, get(p, i)));
      set(p, i, moved);
      set(w, i, Math.fma(moved, drift, at));
    }
  }

  /**
   * p = p + slope g + pull (w - anchor); w = w + drift p; p = keep p + noise normals; w = w + drift
   * p.
   *
   * @return the sum of p^2, in float64
   */
  static double momentum(
      long w,
      long p,
      long g,
      long anchor,
      float[] normals,
      float slope,
      float pull,
      float drift,
      float keep,
      float noise,
      int n) {
    FloatVector a = FloatVector.broadcast(FLOATS, slope);
    FloatVector b = FloatVector.broadcast(FLOATS, pull);
    FloatVector h = FloatVector.broadcast(FLOATS, drift);
    FloatVector c = FloatVector.broadcast(FLOATS, noise);
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector at = fromMemorySegment(FLOATS, ALL, w + 4L * i, ORDER);
      FloatVector moved =
          at.sub(fromMemorySegment(FLOATS, ALL, anchor + 4L * i, ORDER))
              .fma(b, fromMemorySegment(FLOATS, ALL, p + 4L * i, ORDER));
      moved = fromMemorySegment(FLOATS, ALL, g + 4L * i, ORDER).fma(a, moved);
      at = moved.fma(h, at);
      moved = FloatVector.fromArray(FLOATS, normals, i).fma(c, moved.mul(keep));
      moved.intoMemorySegment(ALL, p + 4L * i, ORDER);
      moved.fma(h, at).intoMemorySegment(ALL, w + 4L * i, ORDER);
      DoubleVector first = (DoubleVector) moved.convertShape(F2D, DOUBLES, 0);
      DoubleVector second = (DoubleVector) moved.convertShape(F2D, DOUBLES, 1);
      low = first.fma(first, low);
      high = second.fma(second, high);
    }
    double sum = sum(low.add(high));
    for (int i = body; i < n; i++) {
      float at = get(w, i);
      float moved = Math.fma(get(g, i), slope, Math.fma(at - get(anchor, i), pull, get(p, i)));
      at = Math.fma(moved, drift, at);
      moved = Math.fma(normals[i], noise, moved * keep);
      set(p, i, moved);
      set(w, i, Math.fma(moved, drift, at));
      sum = Math.fma((double) moved, moved, sum);
    }
    return sum;
  }
}
