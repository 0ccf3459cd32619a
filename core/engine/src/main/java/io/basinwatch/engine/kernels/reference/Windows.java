package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.KernelSpec.WindowArgmax;
import io.basinwatch.engine.kernels.Sliding;

/** What a window sees of one plane. */
final class Windows {
  private Windows() {}

  static void argmax(WindowArgmax s, long x, long y) {
    Sliding sliding = s.sliding();
    long to = 0;
    for (int plane = 0; plane < s.planes(); plane++) {
      long from = (long) plane * sliding.inputPlane();
      for (int d = 0; d < sliding.output().get(0); d++) {
        for (int h = 0; h < sliding.output().get(1); h++) {
          for (int w = 0; w < sliding.output().get(2); w++) {
            Reals.setInteger(y, to++, largest(sliding, x, from, d, h, w));
          }
        }
      }
    }
  }

  private static int largest(Sliding s, long x, long from, int d, int h, int w) {
    double largest = Double.NEGATIVE_INFINITY;
    int place = -1;
    for (int kd = 0; kd < s.kernel().get(0); kd++) {
      for (int kh = 0; kh < s.kernel().get(1) && isInside(s, 0, s.place(0, d, kd)); kh++) {
        for (int kw = 0; kw < s.kernel().get(2) && isInside(s, 1, s.place(1, h, kh)); kw++) {
          int k = s.place(2, w, kw);
          if (isInside(s, 2, k)) {
            int row = s.place(0, d, kd) * s.input().get(1) + s.place(1, h, kh);
            int at = row * s.input().get(2) + k;
            double value = Reals.get(x, from + at);
            if (place < 0 || value > largest || Double.isNaN(value)) {
              largest = value;
              place = at;
            }
          }
        }
      }
    }
    return place;
  }

  private static boolean isInside(Sliding s, int axis, int place) {
    return place >= 0 && place < s.input().get(axis);
  }
}
