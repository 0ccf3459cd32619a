package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.VECTOR_BYTES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import jdk.incubator.vector.FloatVector;

/**
 * Functions of two or three numbers, element by element; the result may lie where an operand does.
 * An address counts each loop, a third faster than an index.
 */
final class BinaryKernels {
  private static final FloatVector ZERO = FloatVector.zero(FLOATS);

  private BinaryKernels() {}

  static void apply(BinaryFunction function, long x, long y, long z, int n) {
    switch (function) {
      case ADD -> add(x, y, z, n);
      case SUBTRACT -> subtract(x, y, z, n);
      case MULTIPLY -> multiply(x, y, z, n);
      case DIVIDE -> divide(x, y, z, n);
      case MAXIMUM -> maximum(x, y, z, n);
      case MINIMUM -> minimum(x, y, z, n);
      case EQUAL -> equal(x, y, z, n);
      case GREATER -> greater(x, y, z, n);
      case POWER -> power(x, y, z, n);
    }
  }

  /** z = a where condition is not 0, b elsewhere. */
  static void where(long condition, long a, long b, long z, int n) {
    long toA = a - condition;
    long toB = b - condition;
    long toZ = z - condition;
    long end = condition + 4L * FLOATS.loopBound(n);
    for (long at = condition; at < end; at += VECTOR_BYTES) {
      FloatVector c = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector chosen = FloatVector.fromMemorySegment(FLOATS, ALL, at + toA, ORDER);
      FloatVector other = FloatVector.fromMemorySegment(FLOATS, ALL, at + toB, ORDER);
      other.blend(chosen, c.compare(NE, ZERO)).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      set(z, i, get(condition, i) != 0 ? get(a, i) : get(b, i));
    }
  }

  private static void add(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      a.add(b).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a + b);
    }
  }

  private static void subtract(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      a.sub(b).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a - b);
    }
  }

  private static void multiply(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      a.mul(b).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a * b);
    }
  }

  private static void divide(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      a.div(b).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a / b);
    }
  }

  private static void maximum(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      a.max(b).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, Math.max(a, b));
    }
  }

  private static void minimum(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      a.min(b).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, Math.min(a, b));
    }
  }

  private static void equal(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      ZERO.blend(1f, a.compare(EQ, b)).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a == b ? 1 : 0);
    }
  }

  private static void greater(long x, long y, long z, int n) {
    long toY = y - x;
    long toZ = z - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, at + toY, ORDER);
      ZERO.blend(1f, a.compare(GT, b)).intoMemorySegment(ALL, at + toZ, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a > b ? 1 : 0);
    }
  }

  private static void power(long x, long y, long z, int n) {
    for (int i = 0; i < n; i++) {
      set(z, i, (float) Math.pow(get(x, i), get(y, i)));
    }
  }
}
