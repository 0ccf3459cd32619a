package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.load;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static io.basinwatch.engine.kernels.cpu.VectorMath.store;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import io.basinwatch.engine.graph.Operation.BinaryFunction;
import jdk.incubator.vector.FloatVector;

/**
 * Functions of two or three numbers, element by element; the result may lie where an operand does.
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
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      store(load(b, i).blend(load(a, i), load(condition, i).compare(NE, 0f)), z, i);
    }
    for (int i = body; i < n; i++) {
      set(z, i, get(condition, i) != 0 ? get(a, i) : get(b, i));
    }
  }

  private static void add(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(a.add(b), z, i);
    }
    for (int i = body; i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a + b);
    }
  }

  private static void subtract(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(a.sub(b), z, i);
    }
    for (int i = body; i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a - b);
    }
  }

  private static void multiply(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(a.mul(b), z, i);
    }
    for (int i = body; i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a * b);
    }
  }

  private static void divide(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(a.div(b), z, i);
    }
    for (int i = body; i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a / b);
    }
  }

  private static void maximum(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(a.max(b), z, i);
    }
    for (int i = body; i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, Math.max(a, b));
    }
  }

  private static void minimum(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(a.min(b), z, i);
    }
    for (int i = body; i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, Math.min(a, b));
    }
  }

  private static void equal(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(ZERO.blend(1f, a.compare(EQ, b)), z, i);
    }
    for (int i = body; i < n; i++) {
      float a = get(x, i);
      float b = get(y, i);
      set(z, i, a == b ? 1 : 0);
    }
  }

  private static void greater(long x, long y, long z, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector a = load(x, i);
      FloatVector b = load(y, i);
      store(ZERO.blend(1f, a.compare(GT, b)), z, i);
    }
    for (int i = body; i < n; i++) {
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
