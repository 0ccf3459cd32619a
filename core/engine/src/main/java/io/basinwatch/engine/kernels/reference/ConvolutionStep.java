package io.basinwatch.engine.kernels.reference;

import io.basinwatch.engine.kernels.KernelSpec.Convolution;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Sliding;
import io.basinwatch.engine.kernels.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * All that meets in a convolution, row by row of positions: each row takes part with one number of
 * the kernel and one row of places, and the tensor that is wanted collects the products of the two
 * others.
 */
final class ConvolutionStep implements Step {
  private static final int DEPTH = 0;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;

  private final Convolution spec;
  private final Sliding sliding;
  private final List<Operand> parts; // x, w, y

  ConvolutionStep(Convolution spec, List<Operand> inputs, Operand output) {
    this.spec = spec;
    this.sliding = spec.sliding();
    this.parts = new ArrayList<>(inputs);
    this.parts.add(spec.part().ordinal(), output);
  }

  @Override
  public void run() {
    clear();
    for (int image = 0; image < spec.batch(); image++) {
      for (int group = 0; group < spec.groups(); group++) {
        for (int output = 0; output < spec.outputs(); output++) {
          for (int input = 0; input < spec.inputs(); input++) {
            planes(image, group, output, input);
          }
        }
      }
    }
  }

  private void clear() {
    long weights = (long) spec.groups() * spec.outputs() * spec.inputs() * sliding.taps();
    long planes = (long) spec.batch() * spec.groups();
    long size =
        switch (spec.part()) {
          case INPUT -> planes * spec.inputs() * sliding.inputPlane();
          case WEIGHT -> weights;
          case OUTPUT -> planes * spec.outputs() * sliding.outputPlane();
        };
    for (long i = 0; i < size; i++) {
      Reals.set(parts.get(spec.part().ordinal()).address(), i, 0);
    }
  }

  /** One plane of x with one plane of y and the kernel that joins them. */
  private void planes(int image, int group, int output, int input) {
    long plane = (long) image * spec.groups() + group;
    long x = (plane * spec.inputs() + input) * sliding.inputPlane();
    long y = (plane * spec.outputs() + output) * sliding.outputPlane();
    long w = (((long) group * spec.outputs() + output) * spec.inputs() + input) * sliding.taps();
    for (int kd = 0; kd < sliding.kernel().get(DEPTH); kd++) {
      for (int kh = 0; kh < sliding.kernel().get(HEIGHT); kh++) {
        for (int kw = 0; kw < sliding.kernel().get(WIDTH); kw++) {
          tap(x, w++, y, kd, kh, kw);
        }
      }
    }
  }

  private void tap(long x, long w, long y, int kd, int kh, int kw) {
    int height = sliding.output().get(HEIGHT);
    int width = sliding.output().get(WIDTH);
    int first = sliding.first(WIDTH, kw);
    int count = sliding.end(WIDTH, kw) - first;
    for (int d = sliding.first(DEPTH, kd); d < sliding.end(DEPTH, kd); d++) {
      for (int h = sliding.first(HEIGHT, kh); h < sliding.end(HEIGHT, kh); h++) {
        long row = (long) sliding.place(DEPTH, d, kd) * sliding.input().get(HEIGHT);
        row = (row + sliding.place(HEIGHT, h, kh)) * sliding.input().get(WIDTH);
        long from = x + row + sliding.place(WIDTH, first, kw);
        row(from, w, y + ((long) d * height + h) * width + first, count);
      }
    }
  }

  private void row(long x, long w, long y, int count) {
    long xs = parts.get(0).address();
    long ws = parts.get(1).address();
    long ys = parts.get(2).address();
    int stride = sliding.strides().get(WIDTH);
    switch (spec.part()) {
      case INPUT -> {
        double weight = Reals.get(ws, w);
        for (int i = 0; i < count; i++) {
          Reals.add(xs, x + (long) i * stride, weight * Reals.get(ys, y + i));
        }
      }
      case WEIGHT -> {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += Reals.get(xs, x + (long) i * stride) * Reals.get(ys, y + i);
        }
        Reals.add(ws, w, sum);
      }
      case OUTPUT -> {
        double weight = Reals.get(ws, w);
        for (int i = 0; i < count; i++) {
          Reals.add(ys, y + i, weight * Reals.get(xs, x + (long) i * stride));
        }
      }
    }
  }
}
