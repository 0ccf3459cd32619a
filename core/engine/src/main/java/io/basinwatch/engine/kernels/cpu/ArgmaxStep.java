package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.kernels.KernelSpec.WindowArgmax;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Sliding;
import io.basinwatch.engine.kernels.Step;

/** Where each window's largest element lies. */
final class ArgmaxStep implements Step {
  private final int planes;
  private final Sliding sliding;
  private final Operand x;
  private final Operand y;
  private final int[] input;
  private final int[] output;
  private final int[] kernel;

  ArgmaxStep(WindowArgmax spec, Operand x, Operand y) {
    this.planes = spec.planes();
    this.sliding = spec.sliding();
    this.x = x;
    this.y = y;
    this.input = sliding.input().stream().mapToInt(Integer::intValue).toArray();
    this.output = sliding.output().stream().mapToInt(Integer::intValue).toArray();
    this.kernel = sliding.kernel().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public void run() {
    long to = y.address();
    for (int plane = 0; plane < planes; plane++) {
      long from = x.address() + 4L * plane * input[0] * input[1] * input[2];
      for (int d = 0; d < output[0]; d++) {
        for (int h = 0; h < output[1]; h++) {
          for (int w = 0; w < output[2]; w++) {
            ALL.set(JAVA_INT, to, largest(from, d, h, w));
            to += 4;
          }
        }
      }
    }
  }

  private int largest(long plane, int d, int h, int w) {
    float largest = Float.NEGATIVE_INFINITY;
    int place = -1;
    for (int kd = 0; kd < kernel[0]; kd++) {
      int i = sliding.place(0, d, kd);
      for (int kh = 0; kh < kernel[1]; kh++) {
        int j = sliding.place(1, h, kh);
        if (i < 0 || i >= input[0] || j < 0 || j >= input[1]) {
          continue;
        }
        int row = (i * input[1] + j) * input[2];
        for (int kw = 0; kw < kernel[2]; kw++) {
          int k = sliding.place(2, w, kw);
          if (k >= 0 && k < input[2]) {
            float value = VectorMath.get(plane, row + k);
            if (place < 0 || value > largest || Float.isNaN(value)) {
              largest = value;
              place = row + k;
            }
          }
        }
      }
    }
    return place;
  }
}
