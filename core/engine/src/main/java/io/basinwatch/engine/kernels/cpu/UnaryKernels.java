package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.VECTOR_BYTES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import io.basinwatch.engine.graph.Operation.UnaryFunction;
import jdk.incubator.vector.FloatVector;

/** Functions of one number, element by element; y may be x. An address counts each loop. */
final class UnaryKernels {
  private static final FloatVector ONE = FloatVector.broadcast(FLOATS, 1f);

  private UnaryKernels() {}

  static void apply(UnaryFunction function, long x, long y, int n) {
    switch (function) {
      case NEGATE -> negate(x, y, n);
      case EXP -> FunctionKernels.exp(x, y, n);
      case LOG -> FunctionKernels.log(x, y, n);
      case SQRT -> sqrt(x, y, n);
      case RECIPROCAL -> reciprocal(x, y, n);
      case SQUARE -> square(x, y, n);
      case ABS -> abs(x, y, n);
      case SIGN -> sign(x, y, n);
      case RELU -> relu(x, y, n);
      case TANH -> FunctionKernels.tanh(x, y, n);
      case SIGMOID -> FunctionKernels.sigmoid(x, y, n);
      case SOFTPLUS -> FunctionKernels.softplus(x, y, n);
      case ERF -> FunctionKernels.erf(x, y, n);
      case SIN -> AngleKernels.sin(x, y, n);
      case COS -> AngleKernels.cos(x, y, n);
      case ATAN -> AngleKernels.atan(x, y, n);
      case FLOOR -> RoundingKernels.floor(x, y, n);
      case ROUND -> RoundingKernels.round(x, y, n);
    }
  }

  private static void negate(long x, long y, int n) {
    long toY = y - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      v.neg().intoMemorySegment(ALL, at + toY, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float v = get(x, i);
      set(y, i, -v);
    }
  }

  private static void sqrt(long x, long y, int n) {
    long toY = y - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      v.sqrt().intoMemorySegment(ALL, at + toY, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float v = get(x, i);
      set(y, i, (float) Math.sqrt(v));
    }
  }

  private static void reciprocal(long x, long y, int n) {
    long toY = y - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      ONE.div(v).intoMemorySegment(ALL, at + toY, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float v = get(x, i);
      set(y, i, 1 / v);
    }
  }

  private static void square(long x, long y, int n) {
    long toY = y - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      v.mul(v).intoMemorySegment(ALL, at + toY, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float v = get(x, i);
      set(y, i, v * v);
    }
  }

  private static void abs(long x, long y, int n) {
    long toY = y - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      v.abs().intoMemorySegment(ALL, at + toY, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float v = get(x, i);
      set(y, i, Math.abs(v));
    }
  }

  private static void sign(long x, long y, int n) {
    long toY = y - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      v.blend(1f, v.compare(GT, 0f))
          .blend(-1f, v.compare(LT, 0f))
          .intoMemorySegment(ALL, at + toY, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float v = get(x, i);
      set(y, i, Math.signum(v));
    }
  }

  private static void relu(long x, long y, int n) {
    long toY = y - x;
    long end = x + 4L * FLOATS.loopBound(n);
    for (long at = x; at < end; at += VECTOR_BYTES) {
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
      v.blend(0f, v.compare(LT, 0f)).intoMemorySegment(ALL, at + toY, ORDER);
    }
    for (int i = FLOATS.loopBound(n); i < n; i++) {
      float v = get(x, i);
      set(y, i, Math.max(v, 0));
    }
  }
}
