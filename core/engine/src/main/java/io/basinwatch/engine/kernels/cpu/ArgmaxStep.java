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

/**
 * Where each window's largest element lies, a vector of windows side by side where they lie in the
 * plane. What a vector has beyond them is overwritten by those that follow.
 */
final class ArgmaxStep implements Step {
  /** Windows for which a vector is faster than one after the other. */
  private static final int FEWEST = 3;

  private static final int MOST_STRIDE = 2;

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
  private final int firstInside; // along the width
  private final int endInside;

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
    this.firstInside = Math.max(0, Math.ceilDiv(pads[2], strides[2]));
    int last = input[2] - 1 - (kernel[2] - 1) * dilations[2] + pads[2];
    this.endInside = Math.min(output[2], Math.floorDiv(last, strides[2]) + 1);
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
    int size = input[0] * input[1] * input[2];
    long end = x.address() + 4L * planes * size;
    long to = y.address();
    long last = to + 4L * planes * output[0] * output[1] * output[2];
    for (int plane = 0; plane < planes; plane++) {
      long from = x.address() + 4L * plane * size;
      for (int d = 0; d < output[0]; d++) {
        for (int h = 0; h < output[1]; h++) {
          row(from, end, d, h, to, last);
          to += 4L * output[2];
        }
      }
    }
  }

  private void row(long plane, long end, int d, int h, long to, long last) {
    int front = d * strides[0] - pads[0];
    int top = h * strides[1] - pads[1];
    boolean inside = isInside(front, 0) && isInside(top, 1);
    int start = (front * input[1] + top) * input[2] - pads[2];
    int w = 0;
    while (w < output[2]) {
      int first = start + w * strides[2];
      boolean isWhole = inside && w >= firstInside && w < endInside;
      if (isWhole && fits(w, plane + 4L * first, end, to + 4L * w, last)) {
        largest(plane, first, to + 4L * w);
        w = Math.min(w + LANES, endInside);
      } else {
        int place = isWhole ? largest(plane, first) : largest(plane, d, h, w);
        ALL.set(JAVA_INT, to + 4L * w, place);
        w++;
      }
    }
  }

  /** Whether a vector of windows repays, and neither reads nor writes beyond the tensors. */
  private boolean fits(int w, long from, long end, long to, long last) {
    return endInside - w >= FEWEST
        && strides[2] <= MOST_STRIDE
        && from + 4L * (taps[taps.length - 1] + strides[2] * LANES) <= end
        && to + 4L * LANES <= last;
  }

  /** Whether the whole window lies in the plane. */
  private boolean isInside(int first, int axis) {
    return first >= 0 && first + (kernel[axis] - 1) * dilations[axis] < input[axis];
  }

  /** A vector of windows side by side, the first of which begins at a place. */
  private void largest(long plane, int first, long to) {
    boolean skips = strides[2] == MOST_STRIDE;
    IntVector start = IntVector.broadcast(INTS, first).addIndex(strides[2]);
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
