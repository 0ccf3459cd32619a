package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.AxisIndex;
import io.basinwatch.engine.kernels.KernelSpec.GatherElements;
import io.basinwatch.engine.kernels.KernelSpec.ScatterAddElements;
import io.basinwatch.engine.kernels.Operand;
import java.util.List;

/** Moves elements, each by an index of its own. */
final class ElementIndexing {
  private ElementIndexing() {}

  static void gather(GatherElements s, List<Operand> in, Operand out) {
    for (int outer = 0; outer < s.outer(); outer++) {
      for (int i = 0; i < s.count(); i++) {
        for (int inner = 0; inner < s.inner(); inner++) {
          long to = ((long) outer * s.count() + i) * s.inner() + inner;
          int index = AxisIndex.of(Reals.integer(in.get(1).address(), to), s.length());
          long from = ((long) outer * s.length() + index) * s.inner() + inner;
          Indexing.copy(s.type(), in.get(0).address(), from, out.address(), to);
        }
      }
    }
  }

  static void scatterAdd(ScatterAddElements s, List<Operand> in, Operand out) {
    Indexing.zero(out.address(), (long) s.outer() * s.length() * s.inner());
    for (int outer = 0; outer < s.outer(); outer++) {
      for (int i = 0; i < s.count(); i++) {
        for (int inner = 0; inner < s.inner(); inner++) {
          long from = ((long) outer * s.count() + i) * s.inner() + inner;
          int index = AxisIndex.of(Reals.integer(in.get(1).address(), from), s.length());
          long to = ((long) outer * s.length() + index) * s.inner() + inner;
          Reals.add(out.address(), to, Reals.get(in.get(0).address(), from));
        }
      }
    }
  }
}
