package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.KernelSpec.TopIndices;
import java.util.Arrays;

/** The order of elements. */
final class Orders {
  /** Up to so many elements are found faster by insertion than by sorting all. */
  private static final int FEW = 32;

  private Orders() {}

  static void topIndices(TopIndices s, long x, long y) {
    for (int row = 0; row < s.rows(); row++) {
      long from = x + 4L * row * s.columns();
      long to = y + 4L * row * s.k();
      if (s.k() > FEW) {
        sort(from, s.columns(), to, s.k());
      } else {
        row(from, s.columns(), to, s.k());
      }
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

  /** By value, the largest first and NaN last, then by place. */
  private static void sort(long x, int columns, long y, int k) {
    long[] keys = new long[columns];
    for (int i = 0; i < columns; i++) {
      keys[i] = (long) falling(VectorMath.get(x, i)) << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    for (int i = 0; i < k; i++) {
      Indexing.setInteger(y, i, (int) keys[i]);
    }
  }

  /** A number that falls as the value rises; equal for both zeros. */
  private static int falling(float value) {
    if (Float.isNaN(value)) {
      return Integer.MAX_VALUE;
    }
    int bits = Float.floatToIntBits(value + 0f);
    return ~(bits ^ (bits >> (Integer.SIZE - 1) & Integer.MAX_VALUE));
  }
}
