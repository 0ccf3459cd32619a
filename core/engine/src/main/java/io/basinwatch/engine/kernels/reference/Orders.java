package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.KernelSpec.TopIndices;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The order of elements. */
final class Orders {
  private Orders() {}

  static void topIndices(TopIndices s, long x, long y) {
    for (int row = 0; row < s.rows(); row++) {
      long first = (long) row * s.columns();
      int[] order =
          IntStream.range(0, s.columns())
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> 0 - Reals.get(x, first + i)))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int i = 0; i < s.k(); i++) {
        Reals.setInteger(y, (long) row * s.k() + i, order[i]);
      }
    }
  }
}
