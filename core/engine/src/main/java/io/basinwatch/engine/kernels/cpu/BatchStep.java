package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.FLOATS;
import static io.basinwatch.engine.kernels.cpu.VectorMath.LANES;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

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
 * out. The input is computed as outputs are, by the {@link BatchWindow}s of the adjoint.
 */
final class BatchStep implements Step {
  private static final int IMAGES = Panels.COLUMNS;
  private static final long CELL = 4L * IMAGES;
  private static final int SUMS = BatchProduct.OUTPUTS * BatchProduct.TAPS;

  /** Of the planes of a block of images: beyond it they are out of the caches' reach. */
  private static final long MOST_BYTES = 8 << 20;

  private static final int MOST_WEIGHTS = 512; // of an output

  /** Images of groups of one channel or few, for which what else there is takes each by itself. */
  private static final int FEWEST_OF_GROUPS = Math.max(1, IMAGES / 16);

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
  private final Part[] parts;
  private final int count; // of places that are given
  private final long xImage;
  private final long yImage;
  private final long planes;
  private final long positions;
  private final long scratch;

  /**
   * A window, ready to run.
   *
   * @param taps bytes from what a position sees first to each tap
   * @param places bytes to what each position sees first
   * @param table the taps; or, for the weights, where each position's two vectors lie
   * @param kernels bytes from the scratch memory to its part of the kernels, where they are turned
   */
  private record Part(
      BatchWindow window, int[] taps, int[] places, MemorySegment table, long kernels) {}

  BatchStep(Convolution spec, List<Operand> in, Operand result, Workspace workspace) {
    List<Operand> operands = new ArrayList<>(in);
    operands.add(spec.part().ordinal(), result);
    this.turned = spec.part() == ConvolutionPart.INPUT;
    Sliding s = spec.sliding();
    List<BatchWindow> windows = windows(spec);
    this.spec = spec;
    this.x = operands.get(turned ? 2 : 0);
    this.w = operands.get(1);
    this.y = operands.get(turned ? 0 : 2);
    this.workspace = workspace;
    this.inputs = turned ? spec.outputs() : spec.inputs();
    this.outputs = turned ? spec.inputs() : spec.outputs();
    this.from = planesRead(spec, windows);
    this.to = planesGiven(spec);
    this.count = turned ? s.inputPlane() : s.outputPlane();
    this.xImage = 4L * spec.groups() * inputs * (turned ? s.outputPlane() : s.inputPlane());
    this.yImage = 4L * spec.groups() * outputs * count;
    this.parts = new Part[windows.size()];
    long turnedBytes = 0;
    for (int i = 0; i < parts.length; i++) {
      BatchWindow window = windows.get(i);
      int[] taps = from.taps(window.sliding());
      int[] places = from.positions(window.sliding());
      int[] table = spec.part() == ConvolutionPart.WEIGHT ? halves(places) : taps;
      MemorySegment segment = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, table);
      parts[i] = new Part(window, taps, places, segment, turnedBytes);
      turnedBytes += 4L * outputs * taps.length;
    }
    this.planes = 0;
    this.positions = after(planes, from.bytes());
    this.scratch = after(positions, to.bytes());
    workspace.reserve(scratch + Math.max(turned ? turnedBytes : 0, SUMS * CELL / 2));
  }

  /** Whether this has been measured to be faster than other ways. */
  static boolean suits(Convolution spec) {
    boolean turned = spec.part() == ConvolutionPart.INPUT;
    int inputs = turned ? spec.outputs() : spec.inputs();
    int outputs = turned ? spec.inputs() : spec.outputs();
    int weights = inputs * spec.sliding().taps();
    if (spec.batch() < fewest(spec) || weights < BatchProduct.TAPS || weights > MOST_WEIGHTS) {
      return false;
    }
    long given = planesGiven(spec).bytes();
    return given <= MOST_BYTES && planesRead(spec, windows(spec)).bytes() + given <= MOST_BYTES;
  }

  /** Images from which on it is faster: with many channels none, as those fill vectors, too. */
  private static int fewest(Convolution spec) {
    if (!ChannelStep.suits(spec)) {
      return spec.groups() > 1 ? FEWEST_OF_GROUPS : IMAGES / 2;
    }
    int least = Math.min(spec.inputs(), spec.outputs());
    int most = Math.max(spec.inputs(), spec.outputs());
    if (FLOATS.vectorBitSize() > 256 && least >= LANES) {
      return Integer.MAX_VALUE;
    }
    return most <= Panels.COLUMNS ? IMAGES / 2 : IMAGES;
  }

  private static List<BatchWindow> windows(Convolution spec) {
    return spec.part() == ConvolutionPart.INPUT
        ? BatchWindow.adjoint(spec.sliding())
        : BatchWindow.of(spec.sliding());
  }

  private static BatchPlanes planesRead(Convolution spec, List<BatchWindow> windows) {
    return spec.part() == ConvolutionPart.INPUT
        ? BatchPlanes.padded(spec.sliding().output(), windows, spec.outputs())
        : BatchPlanes.padded(spec.sliding().input(), windows, spec.inputs());
  }

  private static BatchPlanes planesGiven(Convolution spec) {
    return spec.part() == ConvolutionPart.INPUT
        ? BatchPlanes.plain(spec.sliding().input(), spec.inputs())
        : BatchPlanes.plain(spec.sliding().output(), spec.outputs());
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
      long weights = w.address() + 4L * group * inputs * outputs * spec.sliding().taps();
      for (int i = 0; turned && i < parts.length; i++) {
        turn(parts[i], weights, base + scratch + parts[i].kernels());
      }
      for (int image = 0; image < spec.batch(); image += IMAGES) {
        int images = Math.min(IMAGES, spec.batch() - image);
        long first = x.address() + image * xImage + group * (xImage / spec.groups());
        long result = y.address() + image * yImage + group * (yImage / spec.groups());
        if (spec.part() == ConvolutionPart.WEIGHT) {
          addWeights(base, first, result, images, weights, image == 0);
        } else {
          from.read(first, xImage, images, base + planes);
          for (Part part : parts) {
            long kernels = turned ? base + scratch + part.kernels() : weights;
            multiply(part, kernels, base + planes, base + positions);
          }
          to.write(base + positions, result, yImage, images);
        }
      }
    }
  }

  /** (inputs, outputs, elements) -> (outputs, inputs, taps), the part's taps in its order. */
  private void turn(Part part, long weights, long result) {
    int[] elements = part.window().elements();
    int all = spec.sliding().taps();
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        long kernel = weights + 4L * (i * outputs + o) * all;
        long taps = result + 4L * (o * inputs + i) * elements.length;
        for (int tap = 0; tap < elements.length; tap++) {
          VectorMath.set(taps, tap, VectorMath.get(kernel, elements[tap]));
        }
      }
    }
  }

  private void multiply(Part part, long kernels, long source, long result) {
    int k = part.taps().length;
    int[] places = part.places();
    int[] given = part.window().positions();
    long next = CELL * count;
    if (outputs < BatchProduct.ROWS) {
      for (int output = 0; output < outputs; output++) {
        multiplyOne(part, kernels + 4L * output * k, source, result + output * next);
      }
      return;
    }
    for (int i = 0; i < outputs; i += BatchProduct.ROWS) {
      int first = Math.min(i, outputs - BatchProduct.ROWS);
      long rows = kernels + 4L * first * k;
      for (int p = 0; p < places.length; p++) {
        long at = result + first * next + CELL * given[p];
        BatchProduct.outputs(k, rows, 4L, source + places[p], part.table().address(), at, next);
      }
    }
  }

  /** One output. */
  private void multiplyOne(Part part, long kernel, long source, long result) {
    int[] places = part.places();
    int[] given = part.window().positions();
    int last = places.length - 1;
    for (int p = 0; p <= last; p += BatchProduct.POSITIONS) {
      int third = Math.min(p + 2, last); // few positions are computed several times
      int second = Math.max(third - 1, 0);
      int first = Math.max(third - 2, 0);
      BatchProduct.positions(
          part.taps().length,
          kernel,
          part.table().address(),
          source + places[first],
          source + places[second],
          source + places[third],
          result + CELL * given[first],
          result + CELL * given[second],
          result + CELL * given[third]);
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
    Part part = parts[0];
    int[] taps = part.taps();
    long next = outputs < BatchProduct.OUTPUTS ? 0 : CELL * count; // one stands for both
    for (int i = 0; i < outputs; i += BatchProduct.OUTPUTS) {
      int output = Math.max(0, Math.min(i, outputs - BatchProduct.OUTPUTS));
      for (int j = 0; j < taps.length; j += BatchProduct.TAPS) {
        int tap = Math.min(j, taps.length - BatchProduct.TAPS);
        BatchProduct.weights(
            2 * count,
            base + positions + output * next,
            next,
            base + planes + taps[tap],
            part.table().address(),
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
        int at = (output + i) * inputs * spec.sliding().taps() + tap + j;
        long own = sums + VectorMath.VECTOR_BYTES * (i * BatchProduct.TAPS + j);
        float sum = VectorMath.sum(fromMemorySegment(FLOATS, ALL, own, ORDER));
        VectorMath.set(weights, at, overwrite ? sum : VectorMath.get(weights, at) + sum);
      }
    }
  }
}
