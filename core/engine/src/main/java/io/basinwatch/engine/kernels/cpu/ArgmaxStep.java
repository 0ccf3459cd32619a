package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.basinwatch.engine.kernels.KernelSpec.WindowArgmax;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Sliding;
import io.basinwatch.engine.kernels.Step;
import java.util.List;

/** Where each window's largest element lies. */
final class ArgmaxStep implements Step {
  private final int planes;
  private final Operand x;
  private final Operand y;
  private final int[] input;
  private final int[] output;
  private final int[] kernel;
  private final int[] strides;
  private final int[] dilations;
  private final int[] pads;

  ArgmaxStep(WindowArgmax spec, Operand x, Operand y) {
    this.planes = spec.planes();
    Sliding sliding = spec.sliding();
    this.x = x;
    this.y = y;
    this.input = ints(sliding.input());
    this.output = ints(sliding.output());
    this.kernel = ints(sliding.kernel());
    this.strides = ints(sliding.strides());
    this.dilations = ints(sliding.dilations());
    this.pads = ints(sliding.pads());
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
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
    int front = d * strides[0] - pads[0];
    int top = h * strides[1] - pads[1];
    int left = w * strides[2] - pads[2];
    for (int kd = 0; kd < kernel[0]; kd++) {
      int i = front + kd * dilations[0];
      for (int kh = 0; kh < kernel[1]; kh++) {
        int j = top + kh * dilations[1];
        if (i < 0 || i >= input[0] || j < 0 || j >= input[1]) {
          continue;
        }
        int row = (i * input[1] + j) * input[2];
        for (int kw = 0; kw < kernel[2]; kw++) {
          int k = left + kw * dilations[2];
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
