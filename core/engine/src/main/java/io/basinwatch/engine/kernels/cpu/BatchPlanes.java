package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.Sliding;
import java.util.List;

/**
 * Planes of several images with the images side by side and padding around them: (channels, depth,
 * height, width, images). There every tap of a window lies at a fixed distance from its position.
 */
final class BatchPlanes {
  private static final int AXES = 3;
  private static final long CELL = 4L * Panels.COLUMNS;

  private final int channels;
  private final int depth; // of the planes
  private final int height;
  private final int width;
  private final int[] pads;
  private final int[] padded;
  private final int[] steps; // cells from a cell to the next along an axis

  /**
   * @param sizes of a plane
   * @param pads cells before a plane
   * @param padded cells along each axis
   */
  private BatchPlanes(int channels, List<Integer> sizes, int[] pads, int[] padded) {
    this.channels = channels;
    this.depth = sizes.get(0);
    this.height = sizes.get(1);
    this.width = sizes.get(2);
    this.pads = pads;
    this.padded = padded;
    this.steps = new int[] {padded[1] * padded[2], padded[2], 1};
  }

  /** The planes that windows slide over, with padding for all of them. */
  static BatchPlanes padded(List<Integer> sizes, List<BatchWindow> windows, int channels) {
    int[] pads = new int[AXES];
    int[] padded = new int[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      int end = sizes.get(axis);
      for (BatchWindow window : windows) {
        Sliding s = window.sliding();
        int last = s.place(axis, s.output().get(axis) - 1, s.kernel().get(axis) - 1);
        pads[axis] = Math.max(pads[axis], s.pads().get(axis));
        end = Math.max(end, last + 1);
      }
      padded[axis] = (int) Math.min((long) pads[axis] + end, Integer.MAX_VALUE);
    }
    return new BatchPlanes(channels, sizes, pads, padded);
  }

  /** Planes without padding. */
  static BatchPlanes plain(List<Integer> sizes, int channels) {
    int[] cells = sizes.stream().mapToInt(Integer::intValue).toArray();
    return new BatchPlanes(channels, sizes, new int[AXES], cells);
  }

  /** Where there are more cells than can be counted, those that can. */
  long bytes() {
    long cells = channels;
    for (int length : padded) {
      cells = Math.min(cells * length, Integer.MAX_VALUE);
    }
    return CELL * cells;
  }

  /** Whether there are more cells than places. */
  private boolean isPadded() {
    return padded[0] != depth || padded[1] != height || padded[2] != width;
  }

  /** Writes zeros everywhere. */
  void clear(long planes) {
    VectorMath.fill(planes, 0f, (int) (bytes() / 4));
  }

  /**
   * Transposes the planes of some images; padding and other images stay as they are.
   *
   * @param x the first image
   * @param next bytes from image to image
   */
  void read(long x, long next, int images, long planes) {
    if (!isPadded()) {
      ChannelsLast.to(x, next, images, channels * depth * height * width, planes, CELL);
      return;
    }
    for (int row = 0; row < channels * depth * height; row++) {
      long from = x + 4L * row * width;
      ChannelsLast.to(from, next, images, width, planes + CELL * cell(row), CELL);
    }
  }

  /** The adjoint of {@link #read}, overwriting the images. */
  void write(long planes, long x, long next, int images) {
    ChannelsLast.from(planes, CELL, images, channels * depth * height * width, x, next);
  }

  /** Where a row of places starts. */
  private long cell(int row) {
    int h = row % height;
    int d = row / height % depth;
    int c = row / height / depth;
    return ((long) (c * padded[0] + d + pads[0]) * padded[1] + h + pads[1]) * padded[2] + pads[2];
  }

  /** Bytes from a position to each (channel, tap) that it sees. */
  int[] taps(Sliding s) {
    int[] offsets = new int[channels * s.taps()];
    int at = 0;
    for (int c = 0; c < channels; c++) {
      for (int kd = 0; kd < s.kernel().get(0); kd++) {
        for (int kh = 0; kh < s.kernel().get(1); kh++) {
          for (int kw = 0; kw < s.kernel().get(2); kw++) {
            int place =
                c * padded[0] * steps[0]
                    + kd * s.dilations().get(0) * steps[0]
                    + kh * s.dilations().get(1) * steps[1]
                    + kw * s.dilations().get(2);
            offsets[at++] = Math.toIntExact(CELL * place);
          }
        }
      }
    }
    return offsets;
  }

  /** Bytes from the start of the first plane to what each position of the window sees first. */
  int[] positions(Sliding s) {
    int[] offsets = new int[s.outputPlane()];
    for (int p = 0; p < offsets.length; p++) {
      int w = p % s.output().get(2);
      int h = p / s.output().get(2) % s.output().get(1);
      int d = p / s.output().get(2) / s.output().get(1);
      int place =
          (d * s.strides().get(0) + pads[0] - s.pads().get(0)) * steps[0]
              + (h * s.strides().get(1) + pads[1] - s.pads().get(1)) * steps[1]
              + (w * s.strides().get(2) + pads[2] - s.pads().get(2));
      offsets[p] = Math.toIntExact(CELL * place);
    }
    return offsets;
  }
}
