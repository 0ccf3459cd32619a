package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.F2D;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels over flat float32 arrays off the heap: a vector body and a scalar tail each. Arguments
 * are addresses and a number of elements.
 */
final class VectorMath {
  /** As wide as the processor's, unless tests ask for others. */
  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(
          float.class,
          VectorShape.forBitSize(
              Integer.getInteger(
                  "basinwatch.vector-bits", FloatVector.SPECIES_PREFERRED.vectorBitSize())));

  static final int LANES = FLOATS.length();
  static final long VECTOR_BYTES = 4L * LANES;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  static final VectorSpecies<Double> DOUBLES = FLOATS.withLanes(double.class);

  private VectorMath() {}

  static float get(long address, int i) {
    return ALL.get(JAVA_FLOAT_UNALIGNED, address + 4L * i);
  }

  static void set(long address, int i, float value) {
    ALL.set(JAVA_FLOAT_UNALIGNED, address + 4L * i, value);
  }

  /** y = value. */
  static void fill(long y, float value, int n) {
    FloatVector v = FloatVector.broadcast(FLOATS, value);
    long end = y + 4L * FLOATS.loopBound(n);
    for (long at = y; at < end; at += VECTOR_BYTES) {
      v.intoMemorySegment(ALL, at, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      set(y, i, value);
    }
  }

  /** y = x. */
  static void copy(float[] x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector.fromArray(FLOATS, x, i).intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, x[i]);
    }
  }

  /** y = x, which do not overlap. The last vector ends with the array, or is a part of one. */
  static void copy(long x, long y, int n) {
    if (n >= LANES) {
      int body = n - LANES;
      for (int i = 0; i < body; i += LANES) {
        fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER).intoMemorySegment(ALL, y + 4L * i, ORDER);
      }
      fromMemorySegment(FLOATS, ALL, x + 4L * body, ORDER)
          .intoMemorySegment(ALL, y + 4L * body, ORDER);
      return;
    }
    VectorMask<Float> part = FLOATS.indexInRange(0, n);
    fromMemorySegment(FLOATS, ALL, x, ORDER, part).intoMemorySegment(ALL, y, ORDER, part);
  }

  /** y = factor y. The last vector ends with the array, and is read before the others change it. */
  static void scale(long y, float factor, int n) {
    if (n < LANES) {
      for (int i = 0; i < n; i++) {
        set(y, i, get(y, i) * factor);
      }
      return;
    }
    long end = y + 4L * (n - LANES);
    FloatVector last = fromMemorySegment(FLOATS, ALL, end, ORDER).mul(factor);
    for (long at = y; at < end; at += VECTOR_BYTES) {
      fromMemorySegment(FLOATS, ALL, at, ORDER).mul(factor).intoMemorySegment(ALL, at, ORDER);
    }
    last.intoMemorySegment(ALL, end, ORDER);
  }

  /**
   * y = y + x. For rows in any order: a part of a vector that has been stored delays who reads what
   * follows it.
   */
  static void add(long y, long x, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER)
          .add(fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER))
          .intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    if (body < n) {
      VectorMask<Float> part = FLOATS.indexInRange(body, n);
      long at = y + 4L * body;
      FloatVector sum =
          fromMemorySegment(FLOATS, ALL, at, ORDER, part)
              .add(fromMemorySegment(FLOATS, ALL, x + 4L * body, ORDER, part));
      sum.intoMemorySegment(ALL, at, ORDER, part);
    }
  }

  /** y = y + factor x. The last vector is as in {@link #scale}. */
  static void addScaled(long y, float factor, long x, int n) {
    if (n < LANES) {
      for (int i = 0; i < n; i++) {
        set(y, i, Math.fma(get(x, i), factor, get(y, i)));
      }
      return;
    }
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    int body = n - LANES;
    FloatVector last =
        fromMemorySegment(FLOATS, ALL, x + 4L * body, ORDER)
            .fma(f, fromMemorySegment(FLOATS, ALL, y + 4L * body, ORDER));
    for (int i = 0; i < body; i += LANES) {
      fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER)
          .fma(f, fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER))
          .intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    last.intoMemorySegment(ALL, y + 4L * body, ORDER);
  }

  /** y = y x. */
  static void multiply(long y, long x, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER)
          .mul(fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER))
          .intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, get(y, i) * get(x, i));
    }
  }

  /** The sum of x y, products and sum in float64. */
  static double dot(long x, long y, int n) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      DoubleVector first = (DoubleVector) a.convertShape(F2D, DOUBLES, 0);
      DoubleVector second = (DoubleVector) a.convertShape(F2D, DOUBLES, 1);
      low = first.fma((DoubleVector) b.convertShape(F2D, DOUBLES, 0), low);
      high = second.fma((DoubleVector) b.convertShape(F2D, DOUBLES, 1), high);
    }
    double sum = sum(low.add(high));
    for (int i = body; i < n; i++) {
      sum = Math.fma((double) get(x, i), get(y, i), sum);
    }
    return sum;
  }

  /** The sum of (x - y)^2, everything in float64. */
  static double squaredDistance(long x, long y, int n) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector b = fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER);
      DoubleVector first = (DoubleVector) a.convertShape(F2D, DOUBLES, 0);
      DoubleVector second = (DoubleVector) a.convertShape(F2D, DOUBLES, 1);
      first = first.sub((DoubleVector) b.convertShape(F2D, DOUBLES, 0));
      second = second.sub((DoubleVector) b.convertShape(F2D, DOUBLES, 1));
      low = first.fma(first, low);
      high = second.fma(second, high);
    }
    double sum = sum(low.add(high));
    for (int i = body; i < n; i++) {
      double difference = (double) get(x, i) - get(y, i);
      sum = Math.fma(difference, difference, sum);
    }
    return sum;
  }

  /** The sum of (x - z) (t y + gamma (x - z)), products in float32. */
  static double virial(long x, long y, long z, float t, float gamma, int n) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    FloatVector factor = FloatVector.broadcast(FLOATS, t);
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector distance =
          fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER)
              .sub(fromMemorySegment(FLOATS, ALL, z + 4L * i, ORDER));
      FloatVector slope =
          fromMemorySegment(FLOATS, ALL, y + 4L * i, ORDER).fma(factor, distance.mul(gamma));
      FloatVector product = distance.mul(slope);
      low = low.add(product.convertShape(F2D, DOUBLES, 0));
      high = high.add(product.convertShape(F2D, DOUBLES, 1));
    }
    double sum = sum(low.add(high));
    for (int i = body; i < n; i++) {
      float distance = get(x, i) - get(z, i);
      sum += distance * Math.fma(get(y, i), t, distance * gamma);
    }
    return sum;
  }

  /**
   * y = 0 where it is too small to be a normal number. Without vectors: it is the first that runs
   * over all weights, and until the compiler is through, vectors take a hundred times as long.
   */
  static void flushSubnormal(long y, int n) {
    for (int i = 0; i < n; i++) {
      if (Math.abs(get(y, i)) < Float.MIN_NORMAL) {
        set(y, i, 0f);
      }
    }
  }

  /** The sum of the lanes, in an order that does not depend on how far the code is compiled. */
  static float sum(FloatVector v) {
    float sum = four(v, 0);
    if (LANES > 4) {
      sum += four(v, 4);
    }
    return LANES > 8 ? sum + (four(v, 8) + four(v, 12)) : sum;
  }

  private static float four(FloatVector v, int from) {
    return (v.lane(from) + v.lane(from + 2)) + (v.lane(from + 1) + v.lane(from + 3));
  }

  static double sum(DoubleVector v) {
    double sum = v.lane(0) + v.lane(1);
    if (DOUBLES.length() > 2) {
      sum += v.lane(2) + v.lane(3);
    }
    return DOUBLES.length() > 4 ? sum + (v.lane(4) + v.lane(5)) + (v.lane(6) + v.lane(7)) : sum;
  }
}
