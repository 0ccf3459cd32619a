package io.basinwatch.engine.kernels.cpu;

/**
 * Copies planes to positions with their channels side by side, and back. In blocks of a cache line
 * each way, because planes are often a power of two apart.
 */
final class ChannelsLast {
  /** Floats in a cache line. */
  private static final int LINE = 16;

  private ChannelsLast() {}

  /**
   * @param x (channels, count), {@code plane} bytes from channel to channel
   * @param channels at least 2
   * @param y (count, channels), overwritten
   */
  static void to(long x, long plane, int channels, int count, long y) {
    long next = 4L * channels;
    for (int j = 0; j < count; j += LINE) {
      int columns = Math.min(LINE, count - j);
      for (int c = 0; c < channels; c += 2) {
        int channel = Math.min(c, channels - 2);
        long first = x + channel * plane + 4L * j;
        Transposition.twoRows(first, first + plane, y + j * next + 4L * channel, next, columns);
      }
    }
  }

  /**
   * @param x (count, channels)
   * @param y (channels, count), {@code plane} bytes from channel to channel, overwritten
   */
  static void from(long x, int channels, int count, long y, long plane) {
    long next = 4L * channels;
    if (count == 1) {
      for (int c = 0; c < channels; c++) {
        VectorMath.set(y + c * plane, 0, VectorMath.get(x, c));
      }
      return;
    }
    for (int c = 0; c < channels; c += LINE) {
      int columns = Math.min(LINE, channels - c);
      for (int j = 0; j < count; j += 2) {
        int position = Math.min(j, count - 2);
        long first = x + position * next + 4L * c;
        Transposition.twoRows(first, first + next, y + c * plane + 4L * position, plane, columns);
      }
    }
  }
}
