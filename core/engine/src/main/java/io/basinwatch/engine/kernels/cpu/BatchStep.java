package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.kernels.KernelSpec.Convolution;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.Operand;
import io.basinwatch.engine.kernels.Sliding;
import io.basinwatch.engine.kernels.Step;
import io.basinwatch.engine.kernels.Workspace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A convolution with few channels or depthwise, two vectors of images at a time: with the images
 * side by side ({@link BatchPlanes}) every size of plane fills its vectors, and no patches are laid
 * out. The input is computed as an output, with the kernels turned.
 */
final class BatchStep implements Step {
  private static final int IMAGES = Panels.COLUMNS;
  private static final long CELL = 4L * IMAGES;
  private static final int SUMS = BatchProduct.OUTPUTS * BatchProduct.TAPS;

  /** Of the planes of a block of images: beyond it they are out of the caches' reach. */
  private static final long MOST_BYTES = 8 << 20;

  private static final int MOST_WEIGHTS = 512; // of an output

  private final Convolution spec;
  private final Operand x;
  private final Operand w;
  private final Operand y;
  private final Workspace workspace;
  private final boolean turned;
  private final int inputs; // channels that are read
  private final int outputs; // channels that are given
  private final BatchPlanes from;
  private final BatchPlanes to;
  private final int[] taps;
  private final int[] places;
  private final MemorySegment tapTable;
  private final MemorySegment halfTable;
  private final long xImage;
  private final long yImage;
  private final long planes;
  private final long positions;
  private final long scratch;

  BatchStep(Convolution spec, List<Operand> in, Operand result, Workspace workspace) {
    List<Operand> parts = new ArrayList<>(in);
    parts.add(spec.part().ordinal(), result);
    this.turned = spec.part() == ConvolutionPart.INPUT;
    Sliding s = turned ? turned(spec.sliding()) : spec.sliding();
    this.spec = spec;
    this.x = parts.get(turned ? 2 : 0);
    this.w = parts.get(1);
    this.y = parts.get(turned ? 0 : 2);
    this.workspace = workspace;
    this.inputs = turned ? spec.outputs() : spec.inputs();
    this.outputs = turned ? spec.inputs() : spec.outputs();
    this.from = BatchPlanes.input(s, inputs, spread(spec));
    this.to = BatchPlanes.output(s, outputs);
    this.taps = from.taps(s);
    this.places = from.positions(s);
    this.tapTable = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, taps);
    this.halfTable = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, halves(places));
    long xPlane = turned ? spec.sliding().outputPlane() : spec.sliding().inputPlane();
    this.xImage = 4L * spec.groups() * inputs * xPlane;
    this.yImage = 4L * spec.groups() * outputs * s.outputPlane();
    this.planes = 0;
    this.positions = after(planes, from.bytes());
    this.scratch = after(positions, to.bytes());
    workspace.reserve(scratch + Math.max(turned ? 4L * outputs * taps.length : 0, SUMS * CELL / 2));
  }

  /** Whether this has been measured to be faster than other ways. */
  static boolean suits(Convolution spec) {
    boolean turned = spec.part() == ConvolutionPart.INPUT;
    int inputs = turned ? spec.outputs() : spec.inputs();
    int outputs = turned ? spec.inputs() : spec.outputs();
    int weights = inputs * spec.sliding().taps();
    if (spec.batch() < IMAGES
        || weights < BatchProduct.TAPS
        || weights > MOST_WEIGHTS
        || turned && !isTurnable(spec)) {
      return false;
    }
    Sliding s = turned ? turned(spec.sliding()) : spec.sliding();
    long bytes =
        BatchPlanes.input(s, inputs, spread(spec)).bytes() + BatchPlanes.output(s, outputs).bytes();
    boolean hasTile = outputs >= Panels.ROWS || s.outputPlane() >= BatchProduct.POSITIONS;
    return hasTile && bytes <= MOST_BYTES && s.pads().stream().allMatch(pad -> pad >= 0);
  }

  /** With a stride most of what is multiplied are zeros, which only few channels repay. */
  private static boolean isTurnable(Convolution spec) {
    boolean isDepthwise = spec.inputs() == 1 && spec.outputs() == 1;
    return isDepthwise || spec.sliding().strides().stream().allMatch(stride -> stride == 1);
  }

  /** Cells between the places that are read. */
  private static List<Integer> spread(Convolution spec) {
    boolean turned = spec.part() == ConvolutionPart.INPUT;
    return turned ? spec.sliding().strides() : List.of(1, 1, 1);
  }

  /** The window of the adjoint, which slides over positions with zeros between them. */
  private static Sliding turned(Sliding s) {
    List<Integer> sizes = new ArrayList<>();
    List<Integer> pads = new ArrayList<>();
    for (int axis = 0; axis < s.pads().size(); axis++) {
      int reach = (s.kernel().get(axis) - 1) * s.dilations().get(axis);
      sizes.add((s.output().get(axis) - 1) * s.strides().get(axis) + 1);
      pads.add(reach - s.pads().get(axis));
    }
    return new Sliding(sizes, s.kernel(), s.input(), List.of(1, 1, 1), s.dilations(), pads);
  }

  /** Where each position's two vectors lie. */
  private static int[] halves(int[] places) {
    return Arrays.stream(places).flatMap(p -> IntStream.of(p, p + (int) CELL / 2)).toArray();
  }

  private static long after(long offset, long bytes) {
    return offset + Math.ceilDiv(bytes, OffHeap.ALIGNMENT) * OffHeap.ALIGNMENT;
  }

  @Override
  public void run() {
    long base = workspace.address();
    from.clear(base + planes);
    for (int group = 0; group < spec.groups(); group++) {
      long weights = w.address() + 4L * group * outputs * taps.length;
      long kernels = turned ? turn(weights, base + scratch) : weights;
      for (int image = 0; image < spec.batch(); image += IMAGES) {
        int images = Math.min(IMAGES, spec.batch() - image);
        long first = x.address() + image * xImage + group * (xImage / spec.groups());
        long result = y.address() + image * yImage + group * (yImage / spec.groups());
        if (spec.part() == ConvolutionPart.WEIGHT) {
          addWeights(base, first, result, images, weights, image == 0);
        } else {
          from.read(first, xImage, images, base + planes);
          multiply(kernels, base + planes, base + positions);
          to.write(base + positions, result, yImage, images);
        }
      }
    }
  }

  /** (inputs, outputs, taps) -> (outputs, inputs, taps) with the taps turned. */
  private long turn(long weights, long result) {
    int count = spec.sliding().taps();
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        long kernel = weights + 4L * (i * outputs + o) * count;
        long reversed = result + 4L * (o * inputs + i) * count;
        for (int tap = 0; tap < count; tap++) {
          VectorMath.set(reversed, count - 1 - tap, VectorMath.get(kernel, tap));
        }
      }
    }
    return result;
  }

  private void multiply(long kernels, long source, long result) {
    long next = CELL * places.length;
    if (outputs < Panels.ROWS) {
      for (int output = 0; output < outputs; output++) {
        multiplyOne(kernels + 4L * output * taps.length, source, result + output * next);
      }
      return;
    }
    for (int i = 0; i < outputs; i += Panels.ROWS) {
      int first = Math.min(i, outputs - Panels.ROWS);
      long rows = kernels + 4L * first * taps.length;
      for (int p = 0; p < places.length; p++) {
        long at = result + first * next + CELL * p;
        BatchProduct.outputs(
            taps.length, rows, 4L, source + places[p], tapTable.address(), at, next);
      }
    }
  }

  /** One output. */
  private void multiplyOne(long kernel, long source, long result) {
    for (int p = 0; p < places.length; p += BatchProduct.POSITIONS) {
      int first = Math.min(p, places.length - BatchProduct.POSITIONS);
      BatchProduct.positions(
          taps.length,
          kernel,
          source + places[first],
          source + places[first + 1],
          source + places[first + 2],
          tapTable.address(),
          result + CELL * first);
    }
  }

  private void addWeights(
      long base, long first, long result, int images, long weights, boolean overwrite) {
    if (images < IMAGES) {
      from.clear(base + planes);
      to.clear(base + positions);
    }
    from.read(first, xImage, images, base + planes);
    to.read(result, yImage, images, base + positions);
    long next = outputs < BatchProduct.OUTPUTS ? 0 : CELL * places.length; // one stands for both
    for (int i = 0; i < outputs; i += BatchProduct.OUTPUTS) {
      int output = Math.max(0, Math.min(i, outputs - BatchProduct.OUTPUTS));
      for (int j = 0; j < taps.length; j += BatchProduct.TAPS) {
        int tap = Math.min(j, taps.length - BatchProduct.TAPS);
        BatchProduct.weights(
            2 * places.length,
            base + positions + output * next,
            next,
            base + planes + taps[tap],
            halfTable.address(),
            taps[tap + 1] - taps[tap],
            taps[tap + 2] - taps[tap],
            taps[tap + 3] - taps[tap],
            base + scratch);
        add(base + scratch, output, tap, i, j, weights, overwrite);
      }
    }
  }

  /** A tile's sums to the weights from (row, column) on: what comes before has been added. */
  private void add(
      long sums, int output, int tap, int row, int column, long weights, boolean overwrite) {
    for (int i = row - output; i < BatchProduct.OUTPUTS && output + i < outputs; i++) {
      for (int j = column - tap; j < BatchProduct.TAPS; j++) {
        int at = (output + i) * taps.length + tap + j;
        int vector = i * BatchProduct.TAPS + j;
        float sum = VectorMath.sum(VectorMath.load(sums, vector * VectorMath.LANES));
        VectorMath.set(weights, at, overwrite ? sum : VectorMath.get(weights, at) + sum);
      }
    }
  }
}
