package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.Squares.SIDE;

/**
 * Transposes matrices of any size: planes to positions with their channels side by side, and back.
 */
final class ChannelsLast {
  /** Bytes between planes from which on several fall into the same set of the first cache. */
  private static final long PAGE = 4096;

  private ChannelsLast() {}

  /**
   * @param x (channels, count), {@code plane} bytes from channel to channel
   * @param y (count, channels), {@code next} bytes from position to position, overwritten
   */
  static void to(long x, long plane, int channels, int count, long y, long next) {
    transpose(x, plane, channels, count, y, next);
  }

  /**
   * @param x (count, channels), {@code row} bytes from position to position
   * @param y (channels, count), {@code plane} bytes from channel to channel, overwritten
   */
  static void from(long x, long row, int channels, int count, long y, long plane) {
    int width = plane < PAGE ? channels : SIDE;
    for (int c = 0; c < channels; c += width) {
      int columns = Math.min(width, channels - c);
      transpose(x + 4L * c, row, count, columns, y + c * plane, plane);
    }
  }

  private static void transpose(long x, long row, int rows, int columns, long y, long next) {
    int squares = VectorMath.LANES < SIDE ? 0 : columns / SIDE;
    int wide = squares * SIDE;
    int whole = squares == 0 ? 0 : rows - rows % SIDE;
    for (int i = 0; i < whole; i += SIDE) {
      Squares.transpose(x + i * row, row, squares, y + 4L * i, next);
      pairs(x + i * row + 4L * wide, row, SIDE, columns - wide, y + 4L * i + wide * next, next);
    }
    pairs(x + whole * row, row, rows - whole, columns, y + 4L * whole, next);
  }

  /** Two rows at a time. */
  private static void pairs(long x, long row, int rows, int columns, long y, long next) {
    if (columns == 0) {
      return;
    }
    for (int i = 0; i + 1 < rows; i += 2) {
      long first = x + i * row;
      Transposition.twoRows(first, first + row, y + 4L * i, next, columns);
    }
    if (rows % 2 != 0) {
      int last = rows - 1;
      for (int j = 0; j < columns; j++) {
        VectorMath.set(y + j * next, last, VectorMath.get(x + last * row, j));
      }
    }
  }
}
