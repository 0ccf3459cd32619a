package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Whole numbers near a number, element by element; y may be x. Adding 2^23 to a smaller number
 * leaves no bits for its fraction.
 */
final class RoundingKernels {
  /** From here on every float32 is whole. */
  private static final float WHOLE = 0x1p23f;

  private RoundingKernels() {}

  /** Towards minus infinity. */
  static void floor(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector a = v.abs();
      IntVector sign = v.reinterpretAsInts().lanewise(AND, Integer.MIN_VALUE);
      FloatVector near = a.add(WHOLE).sub(WHOLE);
      near = near.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
      near = v.blend(near, a.compare(LT, WHOLE));
      near.blend(near.sub(1f), near.compare(GT, v)).intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.floor(get(x, i)));
    }
  }

  /** To the nearest, of two equally near ones the even one. */
  static void round(long x, long y, int n) {
    int body = FLOATS.loopBound(n);
    for (int i = 0; i < body; i += LANES) {
      FloatVector v = fromMemorySegment(FLOATS, ALL, x + 4L * i, ORDER);
      FloatVector a = v.abs();
      IntVector sign = v.reinterpretAsInts().lanewise(AND, Integer.MIN_VALUE);
      FloatVector near = a.add(WHOLE).sub(WHOLE);
      near = near.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
      near = v.blend(near, a.compare(LT, WHOLE));
      near.intoMemorySegment(ALL, y + 4L * i, ORDER);
    }
    for (int i = body; i < n; i++) {
      set(y, i, (float) Math.rint(get(x, i)));
    }
  }
}
