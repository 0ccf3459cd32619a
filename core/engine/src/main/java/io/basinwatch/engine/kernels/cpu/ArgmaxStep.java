package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.IS_NAN;

import io.basinwatch.engine.kernels.KernelSpec.WindowArgmax;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Sliding;
import io.basinwatch.engine.kernels.Step;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Where each window's largest element lies. */
final class ArgmaxStep implements Step {
  private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  private static final VectorShuffle<Float> EVEN =
      VectorShuffle.fromOp(FLOATS, lane -> 2 * lane % LANES);
  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(FLOATS, lane -> (2 * lane + 1) % LANES);
  private static final VectorMask<Float> UPPER =
      VectorMask.fromLong(FLOATS, -1L << LANES / 2 & (1L << LANES) - 1);

  private final int planes;
  private final Operand x;
  private final Operand y;
  private final int[] input;
  private final int[] output;
  private final int[] kernel;
  private final int[] strides;
  private final int[] dilations;
  private final int[] pads;
  private final int[] taps; // from a window's first place

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
    this.taps = taps();
  }

  private int[] taps() {
    int[] places = new int[kernel[0] * kernel[1] * kernel[2]];
    for (int i = 0; i < places.length; i++) {
      int w = i % kernel[2] * dilations[2];
      int h = i / kernel[2] % kernel[1] * dilations[1];
      int d = i / kernel[2] / kernel[1] * dilations[0];
      places[i] = (d * input[1] + h) * input[2] + w;
    }
    return places;
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
          row(from, d, h, to);
          to += 4L * output[2];
        }
      }
    }
  }

  private void row(long plane, int d, int h, long to) {
    int front = d * strides[0] - pads[0];
    int top = h * strides[1] - pads[1];
    boolean inside = isInside(front, 0) && isInside(top, 1);
    int w = 0;
    while (w < output[2]) {
      int vector = Math.min(w, output[2] - LANES);
      if (inside && isVectorInside(vector)) {
        int first = (front * input[1] + top) * input[2] + vector * strides[2] - pads[2];
        largest(plane, first, to + 4L * vector);
        w = vector + LANES;
      } else {
        int left = w * strides[2] - pads[2];
        int place =
            inside && isInside(left, 2)
                ? largest(plane, (front * input[1] + top) * input[2] + left)
                : largest(plane, d, h, w);
        ALL.set(JAVA_INT, to + 4L * w, place);
        w++;
      }
    }
  }

  /** Whether a vector's windows lie in the plane along the width. */
  private boolean isVectorInside(int w) {
    return w >= 0
        && strides[2] <= 2
        && isInside(w * strides[2] - pads[2], 2)
        && isInside((w + LANES - 1) * strides[2] - pads[2], 2);
  }

  /** Whether the whole window lies in the plane. */
  private boolean isInside(int first, int axis) {
    return first >= 0 && first + (kernel[axis] - 1) * dilations[axis] < input[axis];
  }

  /** A vector of windows side by side, the first of which begins at a place. */
  private void largest(long plane, int first, long to) {
    boolean skips = strides[2] == 2;
    IntVector start = IntVector.broadcast(INTS, first).addIndex(skips ? 2 : 1);
    FloatVector largest = values(plane, first, skips);
    IntVector place = start;
    for (int i = 1; i < taps.length; i++) {
      FloatVector value = values(plane, first + taps[i], skips);
      VectorMask<Float> above = value.compare(GT, largest).or(value.test(IS_NAN));
      largest = largest.blend(value, above);
      place = place.blend(start.add(taps[i]), above.cast(INTS));
    }
    place.intoMemorySegment(ALL, to & ADDRESS_BITS, ORDER);
  }

  /** One window that lies in the plane. */
  private int largest(long plane, int first) {
    int place = first;
    float largest = VectorMath.get(plane, first);
    for (int i = 1; i < taps.length; i++) {
      float value = VectorMath.get(plane, first + taps[i]);
      if (value > largest || Float.isNaN(value)) {
        largest = value;
        place = first + taps[i];
      }
    }
    return place;
  }

  private static FloatVector values(long plane, int first, boolean skips) {
    FloatVector left = VectorMath.load(plane, first);
    if (!skips) {
      return left;
    }
    FloatVector right = VectorMath.load(plane, first + LANES - 1); // ends with the last window
    return left.rearrange(EVEN).blend(right.rearrange(ODD), UPPER);
  }

  /** One window, of which some may lie outside. */
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
