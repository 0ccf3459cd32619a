package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.kernels.AxisIndex;
import io.basinwatch.engine.kernels.KernelSpec.Copy;
import io.basinwatch.engine.kernels.KernelSpec.FlatIndex;
import io.basinwatch.engine.kernels.KernelSpec.Gather;
import io.basinwatch.engine.kernels.KernelSpec.OneHot;
import io.basinwatch.engine.kernels.KernelSpec.ScatterAdd;
import io.basinwatch.engine.kernels.KernelSpec.ToInteger;
import io.basinwatch.engine.kernels.KernelSpec.ToReal;
import io.basinwatch.engine.kernels.Operand;
import java.util.List;

/** Moves elements. */
final class Indexing {
  private Indexing() {}

  static void gather(Gather s, List<Operand> in, Operand out) {
    for (int outer = 0; outer < s.outer(); outer++) {
      for (int i = 0; i < s.count(); i++) {
        int index = AxisIndex.of(Reals.integer(in.get(1).address(), i), s.length());
        for (int inner = 0; inner < s.inner(); inner++) {
          long from = ((long) outer * s.length() + index) * s.inner() + inner;
          long to = ((long) outer * s.count() + i) * s.inner() + inner;
          copy(s.type(), in.get(0).address(), from, out.address(), to);
        }
      }
    }
  }

  static void scatterAdd(ScatterAdd s, List<Operand> in, Operand out) {
    zero(out.address(), (long) s.outer() * s.length() * s.inner());
    for (int outer = 0; outer < s.outer(); outer++) {
      for (int i = 0; i < s.count(); i++) {
        int index = AxisIndex.of(Reals.integer(in.get(1).address(), i), s.length());
        for (int inner = 0; inner < s.inner(); inner++) {
          long from = ((long) outer * s.count() + i) * s.inner() + inner;
          long to = ((long) outer * s.length() + index) * s.inner() + inner;
          Reals.add(out.address(), to, Reals.get(in.get(0).address(), from));
        }
      }
    }
  }

  static void flat(FlatIndex s, List<Operand> in, long y) {
    for (int i = 0; i < s.count(); i++) {
      int position = 0;
      for (int axis = 0; axis < in.size(); axis++) {
        int length = s.dimensions().get(axis);
        int index = AxisIndex.of(Reals.integer(in.get(axis).address(), i), length);
        position = position * length + index;
      }
      Reals.setInteger(y, i, position);
    }
  }

  static void copy(Copy s, long x, long y) {
    zero(y, s.zeroed());
    int elements = s.from().elements();
    for (int i = 0; i < elements; i++) {
      copy(s.type(), x, Walk.position(s.from(), i), y, Walk.position(s.to(), i));
    }
  }

  static void oneHot(OneHot s, long indices, long y) {
    zero(y, (long) s.rows() * s.classes());
    for (int row = 0; row < s.rows(); row++) {
      Reals.set(y, (long) row * s.classes() + Reals.integer(indices, row), 1);
    }
  }

  static void toReal(ToReal s, long x, long y) {
    for (int i = 0; i < s.elements(); i++) {
      Reals.set(y, i, Reals.integer(x, i));
    }
  }

  static void toInteger(ToInteger s, long x, long y) {
    for (int i = 0; i < s.elements(); i++) {
      Reals.setInteger(y, i, (int) Reals.get(x, i));
    }
  }

  static void copy(ElementType type, long x, long from, long y, long to) {
    if (type == ElementType.REAL) {
      Reals.set(y, to, Reals.get(x, from));
    } else {
      Reals.setInteger(y, to, Reals.integer(x, from));
    }
  }

  static void zero(long y, long elements) {
    for (long i = 0; i < elements; i++) {
      Reals.set(y, i, 0);
    }
  }
}
