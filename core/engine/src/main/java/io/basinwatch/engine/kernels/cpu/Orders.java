package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.TopIndices;

/** The order of elements. */
final class Orders {
  private Orders() {}

  static void topIndices(TopIndices s, long x, long y) {
    for (int row = 0; row < s.rows(); row++) {
      row(x + 4L * row * s.columns(), s.columns(), y + 4L * row * s.k(), s.k());
    }
  }

  /** Keeps the largest so far in order; most elements fail at the first comparison. */
  private static void row(long x, int columns, long y, int k) {
    int kept = 0;
    for (int i = 0; i < columns && k > 0; i++) {
      float value = VectorMath.get(x, i);
      if (kept == k && !(value > VectorMath.get(x, Indexing.integer(y, k - 1)))) {
        continue;
      }
      int place = kept < k ? kept++ : k - 1;
      while (place > 0 && value > VectorMath.get(x, Indexing.integer(y, place - 1))) {
        Indexing.setInteger(y, place, Indexing.integer(y, place - 1));
        place--;
      }
      Indexing.setInteger(y, place, i);
    }
  }
}
