package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
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
  private final int[] lines; // of a plane, as far as the windows of a row see them
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
    this.lines = new int[Math.min(kernel[0], input[0]) * Math.min(kernel[1], input[1])];
    this.firstInside = Math.max(0, Math.ceilDiv(pads[2], strides[2]));
    int last = input[2] - 1 - (kernel[2] - 1) * dilations[2] + pads[2];
    this.endInside = Math.min(output[2], Math.floorDiv(last, strides[2]) + 1);
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
    int count = lines(d, h);
    int w = 0;
    while (w < output[2]) {
      int left = w * strides[2] - pads[2];
      boolean isWhole = count > 0 && w >= firstInside && w < endInside;
      if (isWhole && fits(w, plane + 4L * (lines[count - 1] + left), end, to + 4L * w, last)) {
        largest(plane, count, left, to + 4L * w);
        w = Math.min(w + LANES, endInside);
      } else {
        ALL.set(JAVA_INT, to + 4L * w, largest(plane, count, left));
        w++;
      }
    }
  }

  /** Finds the lines that a row's windows see; how many. */
  private int lines(int d, int h) {
    int front = d * strides[0] - pads[0];
    int top = h * strides[1] - pads[1];
    int count = 0;
    for (int kd = first(0, front); kd < end(0, front); kd++) {
      for (int kh = first(1, top); kh < end(1, top); kh++) {
        int i = front + kd * dilations[0];
        int j = top + kh * dilations[1];
        lines[count++] = (i * input[1] + j) * input[2];
      }
    }
    return count;
  }

  /** The first element inside the input of a kernel that begins at a place. */
  private int first(int axis, int place) {
    return Math.max(0, Math.ceilDiv(-place, dilations[axis]));
  }

  /** The one after the last. */
  private int end(int axis, int place) {
    return Math.min(kernel[axis], Math.ceilDiv(input[axis] - place, dilations[axis]));
  }

  /** Whether a vector of windows repays, and neither reads nor writes beyond the tensors. */
  private boolean fits(int w, long from, long end, long to, long last) {
    return endInside - w >= FEWEST
        && strides[2] <= MOST_STRIDE
        && from + 4L * ((kernel[2] - 1) * dilations[2] + strides[2] * LANES) <= end
        && to + 4L * LANES <= last;
  }

  /** A vector of windows side by side, the first of which begins at a place of the lines. */
  private void largest(long plane, int count, int left, long to) {
    boolean skips = strides[2] == MOST_STRIDE;
    IntVector start = IntVector.broadcast(INTS, left).addIndex(strides[2]);
    FloatVector largest = values(plane, lines[0] + left, skips);
    IntVector place = start.add(lines[0]);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < kernel[2]; k++) {
        int tap = lines[i] + k * dilations[2];
        FloatVector value = values(plane, tap + left, skips);
        VectorMask<Float> above = value.compare(GT, largest).or(value.test(IS_NAN));
        largest = largest.blend(value, above);
        place = place.blend(start.add(tap), above.cast(INTS));
      }
    }
    place.intoMemorySegment(ALL, to & ADDRESS_BITS, ORDER);
  }

  /** One window, of which some may lie outside. */
  private int largest(long plane, int count, int left) {
    float largest = Float.NEGATIVE_INFINITY;
    int place = -1;
    int first = first(2, left);
    int end = end(2, left);
    for (int i = 0; i < count; i++) {
      for (int kw = first; kw < end; kw++) {
        int k = lines[i] + left + kw * dilations[2];
        float value = VectorMath.get(plane, k);
        if (place < 0 || value > largest || Float.isNaN(value)) {
          largest = value;
          place = k;
        }
      }
    }
    return place;
  }

  private static FloatVector values(long plane, int first, boolean skips) {
    FloatVector left = fromMemorySegment(FLOATS, ALL, plane + 4L * first, ORDER);
    if (!skips) {
      return left;
    }
    long lastWindow = plane + 4L * (first + LANES - 1);
    FloatVector right = fromMemorySegment(FLOATS, ALL, lastWindow, ORDER);
    return left.rearrange(EVEN).blend(right.rearrange(ODD), UPPER);
  }
}
