package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.Sliding;
import java.util.Arrays;
import java.util.List;

/**
 * What the window sees at each position of one image whose channels lie side by side: rows of
 * (taps, channels), zero for padding.
 */
final class ChannelPatches {
  private final int[] input;
  private final int[] output;
  private final int[] kernel;
  private final int[] strides;
  private final int[] dilations;
  private final int[] pads;
  private final int channels;

  ChannelPatches(Sliding sliding, int channels) {
    this.input = ints(sliding.input());
    this.output = ints(sliding.output());
    this.kernel = ints(sliding.kernel());
    this.strides = ints(sliding.strides());
    this.dilations = ints(sliding.dilations());
    this.pads = ints(sliding.pads());
    this.channels = channels;
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Numbers in a row. */
  int length() {
    return kernel[0] * kernel[1] * kernel[2] * channels;
  }

  /** Whether each position sees the one place of its number, so that the image is the matrix. */
  boolean isIdentity() {
    boolean single = kernel[0] * kernel[1] * kernel[2] == 1;
    boolean still = strides[0] == 1 && strides[1] == 1 && strides[2] == 1;
    return single
        && still
        && pads[0] == 0
        && pads[1] == 0
        && pads[2] == 0
        && Arrays.equals(input, output)
        && channels % Panels.COLUMNS == 0;
  }

  /**
   * @param image (places, channels)
   * @param first position
   * @param count positions
   * @param matrix rows, {@code row} bytes apart
   */
  void gather(long image, int first, int count, long matrix, long row) {
    for (int i = 0; i < count; i++) {
      visit(image, first + i, matrix + i * row, false);
    }
  }

  /** The adjoint: adds rows to the image. */
  void scatter(long matrix, long row, int first, int count, long image) {
    for (int i = 0; i < count; i++) {
      visit(image, first + i, matrix + i * row, true);
    }
  }

  private void visit(long image, int position, long row, boolean adjoint) {
    int w = position % output[2] * strides[2] - pads[2];
    int h = position / output[2] % output[1] * strides[1] - pads[1];
    int d = position / output[2] / output[1] * strides[0] - pads[0];
    int run = kernel[2] * channels;
    boolean whole = dilations[2] == 1 && w >= 0 && w + kernel[2] <= input[2];
    long at = row;
    for (int kd = 0; kd < kernel[0]; kd++) {
      int z = d + kd * dilations[0];
      for (int kh = 0; kh < kernel[1]; kh++) {
        int y = h + kh * dilations[1];
        boolean inside = z >= 0 && z < input[0] && y >= 0 && y < input[1];
        long line = image + 4L * (z * input[1] + y) * input[2] * channels;
        if (!inside) {
          skip(at, run, adjoint);
        } else if (whole) {
          move(line + 4L * w * channels, at, run, adjoint);
        } else {
          taps(line, w, at, adjoint);
        }
        at += 4L * run;
      }
    }
  }

  private void taps(long line, int w, long row, boolean adjoint) {
    long at = row;
    for (int kw = 0; kw < kernel[2]; kw++) {
      int x = w + kw * dilations[2];
      if (x >= 0 && x < input[2]) {
        move(line + 4L * x * channels, at, channels, adjoint);
      } else {
        skip(at, channels, adjoint);
      }
      at += 4L * channels;
    }
  }

  private static void skip(long row, int n, boolean adjoint) {
    if (!adjoint) {
      VectorMath.fill(row, 0f, n);
    }
  }

  private static void move(long image, long row, int n, boolean adjoint) {
    if (adjoint) {
      VectorMath.addScaled(image, 1f, row, n);
    } else {
      VectorMath.copy(image, row, n);
    }
  }
}
