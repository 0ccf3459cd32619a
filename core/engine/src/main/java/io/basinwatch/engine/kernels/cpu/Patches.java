package io.basinwatch.engine.kernels.cpu;

import io.basinwatch.engine.kernels.Sliding;

/**
 * Planes laid out as a matrix with one column for each position of the window: (channels * taps,
 * positions), zero where the window sees padding. Positions come in rows along the width; a matrix
 * holds some of these rows.
 */
final class Patches {
  private final Sliding sliding;
  private final int channels;
  private final int depth;
  private final int height;
  private final int width;
  private final int depthStride;
  private final int heightStride;
  private final int stride;
  private final int outputHeight;

  Patches(Sliding sliding, int channels) {
    this.sliding = sliding;
    this.channels = channels;
    this.depth = sliding.input().get(0);
    this.height = sliding.input().get(1);
    this.width = sliding.input().get(2);
    this.depthStride = sliding.strides().get(0);
    this.heightStride = sliding.strides().get(1);
    this.stride = sliding.strides().get(2);
    this.outputHeight = sliding.output().get(1);
  }

  /** Rows of positions. */
  int rows() {
    return sliding.output().get(0) * outputHeight;
  }

  /** Rows of the matrix. */
  int patch() {
    return channels * sliding.taps();
  }

  /**
   * Some positions of some rows.
   *
   * @param row first row of positions
   * @param rows of positions
   * @param left first position of each row
   * @param width positions of each row
   */
  record Block(int row, int rows, int left, int width) {
    int positions() {
      return rows * width;
    }
  }

  /**
   * Lays planes out.
   *
   * @param x (channels, places)
   * @param matrix (channels * taps, positions of the block)
   */
  void lay(long x, Block block, long matrix) {
    visit(x, block, matrix, false);
  }

  /** The adjoint: adds a matrix to the planes. */
  void add(long matrix, Block block, long x) {
    visit(x, block, matrix, true);
  }

  private void visit(long x, Block block, long matrix, boolean adjoint) {
    int left = block.left();
    int right = left + block.width();
    long row = 4L * block.width();
    long at = matrix;
    for (int channel = 0; channel < channels; channel++) {
      long plane = x + 4L * channel * depth * height * width;
      for (int kd = 0; kd < sliding.kernel().get(0); kd++) {
        for (int kh = 0; kh < sliding.kernel().get(1); kh++) {
          int front = sliding.place(0, 0, kd);
          int top = sliding.place(1, 0, kh);
          for (int kw = 0; kw < sliding.kernel().get(2); kw++) {
            int first = Math.clamp(sliding.first(2, kw), left, right);
            int end = Math.clamp(sliding.end(2, kw), first, right);
            long start = 4L * sliding.place(2, first, kw);
            for (int r = block.row(); r < block.row() + block.rows(); r++) {
              int d = front + r / outputHeight * depthStride;
              int h = top + r % outputHeight * heightStride;
              boolean inside = d >= 0 && d < depth && h >= 0 && h < height;
              long source = plane + 4L * (d * height + h) * width + start;
              int seen = inside ? end - first : 0;
              row(source, first - left, seen, block.width(), at, adjoint);
              at += row;
            }
          }
        }
      }
    }
  }

  /** One row of positions with one tap, of which so many from first on see x. */
  private void row(long from, int first, int seen, int width, long y, boolean adjoint) {
    if (adjoint) {
      add(y + 4L * first, from, seen);
      return;
    }
    for (int i = 0; i < first; i++) {
      VectorMath.set(y, i, 0f);
    }
    copy(from, y + 4L * first, seen);
    for (int i = first + seen; i < width; i++) {
      VectorMath.set(y, i, 0f);
    }
  }

  private void copy(long x, long y, int count) {
    if (stride == 1) {
      VectorMath.copy(x, y, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      VectorMath.set(y, i, VectorMath.get(x, i * stride));
    }
  }

  private void add(long y, long x, int count) {
    if (stride == 1) {
      VectorMath.addScaled(x, 1f, y, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      VectorMath.set(x, i * stride, VectorMath.get(x, i * stride) + VectorMath.get(y, i));
    }
  }
}
