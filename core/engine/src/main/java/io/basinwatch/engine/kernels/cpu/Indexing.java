package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.get;
import static io.basinwatch.engine.kernels.cpu.VectorMath.set;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.kernels.AxisIndex;
import io.basinwatch.engine.kernels.KernelSpec.OneHot;

/** Kernels that read whole numbers. */
final class Indexing {
  private Indexing() {}

  static int integer(long address, int i) {
    return ALL.get(JAVA_INT, address + 4L * i);
  }

  static void setInteger(long address, int i, int value) {
    ALL.set(JAVA_INT, address + 4L * i, value);
  }

  /** A position along an axis of some length. */
  static int position(long address, int i, int length) {
    return AxisIndex.of(integer(address, i), length);
  }

  /** Single elements of an axis. */
  static void gather(int count, int length, long from, long index, long to) {
    for (int i = 0; i < count; i++) {
      set(to, i, get(from, position(index, i, length)));
    }
  }

  /** The adjoint, in the order of the indices. */
  static void scatterAdd(int count, int length, long from, long index, long to) {
    for (int i = 0; i < count; i++) {
      int at = position(index, i, length);
      set(to, at, get(to, at) + get(from, i));
    }
  }

  static void oneHot(OneHot s, long indices, long y) {
    VectorMath.fill(y, 0f, s.rows() * s.classes());
    for (int row = 0; row < s.rows(); row++) {
      set(y, row * s.classes() + integer(indices, row), 1f);
    }
  }

  static void toReal(int n, long x, long y) {
    for (int i = 0; i < n; i++) {
      set(y, i, integer(x, i));
    }
  }

  static void toInteger(int n, long x, long y) {
    for (int i = 0; i < n; i++) {
      setInteger(y, i, (int) get(x, i));
    }
  }
}
