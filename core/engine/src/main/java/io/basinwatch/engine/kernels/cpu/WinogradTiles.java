package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.Winograd.PLACES;
import static io.basinwatch.engine.kernels.cpu.Winograd.POSITIONS;

/**
 * The tiles of {@link Winograd}'s convolution: planes of places (height, width) seen by planes of
 * positions in tiles of 4 x 4. Works on one block of tiles at a time: some images, or some rows of
 * tiles of one image.
 */
final class WinogradTiles {
  /** Tensors in the transformed domain have as many planes. */
  static final int POINTS = PLACES * PLACES;

  /** Channels that are transformed at once: their intermediate results stay in the first cache. */
  private static final int CHANNELS = 64;

  private static final long PANEL = 4L * Panels.COLUMNS;

  private final int height;
  private final int width;
  private final int outputHeight;
  private final int outputWidth;
  private final int top;
  private final int left;
  private final int across;

  private int image;
  private int images;
  private int firstRow;
  private int rows;

  /**
   * @param top rows of padding before the places
   * @param left columns of padding before the places
   */
  WinogradTiles(int height, int width, int outputHeight, int outputWidth, int top, int left) {
    this.height = height;
    this.width = width;
    this.outputHeight = outputHeight;
    this.outputWidth = outputWidth;
    this.top = top;
    this.left = left;
    this.across = Math.ceilDiv(outputWidth, POSITIONS);
  }

  /** Rows of tiles of an image. */
  int down() {
    return Math.ceilDiv(outputHeight, POSITIONS);
  }

  /** Tiles in a row. */
  int across() {
    return across;
  }

  /** Chooses the block to work on. */
  void block(int image, int images, int firstRow, int rows) {
    this.image = image;
    this.images = images;
    this.firstRow = firstRow;
    this.rows = rows;
  }

  /** Tiles in the block. */
  int count() {
    return images * rows * across;
  }

  /** Bytes for a block's places or positions, channels last, with so many images and rows. */
  long bytes(int channels, int images, int rows) {
    int most = Math.max(Math.min(height, POSITIONS * rows + 2) * width, positions(0, rows));
    return 4L * channels * images * most;
  }

  /** Bytes of intermediate results. */
  static long scratchBytes() {
    return 4L * POINTS * CHANNELS;
  }

  private int firstPlaceRow() {
    return Math.clamp((long) POSITIONS * firstRow - top, 0, height);
  }

  private int placeRows() {
    int end = Math.clamp((long) POSITIONS * (firstRow + rows) + 2 - top, 0, height);
    return Math.max(0, end - firstPlaceRow());
  }

  /** Positions in so many rows of tiles. */
  private int positions(int from, int count) {
    int end = Math.min(outputHeight, POSITIONS * (from + count));
    return (end - POSITIONS * from) * outputWidth;
  }

  /**
   * B'x B for every tile.
   *
   * @param x (batch, channels, height, width)
   * @param zeros (channels) numbers 0
   * @param copy for the block's places, channels last
   * @param v (36, {@code capacity}, {@code row} bytes): each tile's channels
   */
  void places(
      long x, int channels, long zeros, long copy, long scratch, long v, int capacity, long row) {
    long plane = 4L * height * width;
    int count = placeRows() * width;
    for (int i = 0; i < images; i++) {
      long from = x + (image + i) * channels * plane + 4L * firstPlaceRow() * width;
      ChannelsLast.to(
          from, plane, channels, count, copy + 4L * i * count * channels, 4L * channels);
    }
    int n = Math.min(CHANNELS, channels);
    int tile = 0;
    for (int i = 0; i < images; i++) {
      long planes = copy + 4L * i * count * channels;
      for (int ty = firstRow; ty < firstRow + rows; ty++) {
        for (int tx = 0; tx < across; tx++) {
          for (int c = 0; c < channels; c += n) {
            int channel = Math.min(c, channels - n);
            long to = v + tile * row + 4L * channel;
            tilePlaces(planes, channels, channel, n, ty, tx, zeros, scratch, to, capacity * row);
          }
          tile++;
        }
      }
    }
  }

  private void tilePlaces(
      long planes,
      int channels,
      int channel,
      int n,
      int ty,
      int tx,
      long zeros,
      long scratch,
      long to,
      long next) {
    int h = POSITIONS * ty - top;
    long wide = 4L * n;
    for (int j = 0; j < PLACES; j++) {
      int w = POSITIONS * tx - left + j;
      Winograd.places(
          place(planes, channels, channel, h, w, zeros),
          place(planes, channels, channel, h + 1, w, zeros),
          place(planes, channels, channel, h + 2, w, zeros),
          place(planes, channels, channel, h + 3, w, zeros),
          place(planes, channels, channel, h + 4, w, zeros),
          place(planes, channels, channel, h + 5, w, zeros),
          scratch + j * wide,
          PLACES * wide,
          n);
    }
    for (int i = 0; i < PLACES; i++) {
      long from = scratch + i * PLACES * wide;
      Winograd.places(
          from,
          from + wide,
          from + 2 * wide,
          from + 3 * wide,
          from + 4 * wide,
          from + 5 * wide,
          to + i * PLACES * next,
          next,
          n);
    }
  }

  private long place(long planes, int channels, int channel, int h, int w, long zeros) {
    boolean inside = h >= 0 && h < height && w >= 0 && w < width;
    int at = (h - firstPlaceRow()) * width + w;
    return inside ? planes + 4L * (at * channels + channel) : zeros;
  }

  /**
   * A'm A for every tile.
   *
   * @param m (36, {@code capacity}, {@code row} bytes)
   * @param unused (channels) numbers that may be overwritten
   * @param copy for the block's positions, channels last
   * @param y (batch, channels, output height, output width)
   */
  void positions(
      long m, int capacity, long row, int channels, long unused, long copy, long scratch, long y) {
    int count = positions(firstRow, rows);
    int n = Math.min(CHANNELS, channels);
    int tile = 0;
    for (int i = 0; i < images; i++) {
      long planes = copy + 4L * i * count * channels;
      for (int ty = firstRow; ty < firstRow + rows; ty++) {
        for (int tx = 0; tx < across; tx++) {
          for (int c = 0; c < channels; c += n) {
            int channel = Math.min(c, channels - n);
            long from = m + tile * row + 4L * channel;
            tilePositions(
                from, capacity * row, planes, channels, channel, n, ty, tx, unused, scratch);
          }
          tile++;
        }
      }
    }
    long plane = 4L * outputHeight * outputWidth;
    for (int i = 0; i < images; i++) {
      long to = y + (image + i) * channels * plane + 4L * POSITIONS * firstRow * outputWidth;
      long planes = copy + 4L * i * count * channels;
      ChannelsLast.from(planes, 4L * channels, channels, count, to, plane);
    }
  }

  private void tilePositions(
      long from,
      long next,
      long planes,
      int channels,
      int channel,
      int n,
      int ty,
      int tx,
      long unused,
      long scratch) {
    long wide = 4L * n;
    for (int j = 0; j < PLACES; j++) {
      long to = scratch + j * wide;
      long step = PLACES * wide;
      Winograd.positions(
          from + j * next, PLACES * next, to, to + step, to + 2 * step, to + 3 * step, n);
    }
    int w = POSITIONS * tx;
    for (int i = 0; i < POSITIONS; i++) {
      int h = POSITIONS * ty + i;
      if (h < outputHeight) {
        Winograd.positions(
            scratch + i * PLACES * wide,
            wide,
            position(planes, channels, channel, h, w, unused),
            position(planes, channels, channel, h, w + 1, unused),
            position(planes, channels, channel, h, w + 2, unused),
            position(planes, channels, channel, h, w + 3, unused),
            n);
      }
    }
  }

  private long position(long planes, int channels, int channel, int h, int w, long outside) {
    int at = (h - POSITIONS * firstRow) * outputWidth + w;
    boolean inside = h < outputHeight && w < outputWidth;
    return inside ? planes + 4L * (at * channels + channel) : outside;
  }

  /**
   * A y A' for every tile, {@link #positions}' adjoint.
   *
   * @param y (batch, channels, output height, output width)
   * @param zeros (channels) numbers 0
   * @param copy for the block's positions, channels last
   * @param m (36, panels, {@code capacity}, two vectors): each tile's channels, by panels; from
   *     point to point {@link WinogradFilters#point}
   */
  void positionsAdjoint(
      long y, int channels, long zeros, long copy, long scratch, long m, int capacity) {
    long plane = 4L * outputHeight * outputWidth;
    int count = positions(firstRow, rows);
    for (int i = 0; i < images; i++) {
      long from = y + (image + i) * channels * plane + 4L * POSITIONS * firstRow * outputWidth;
      ChannelsLast.to(
          from, plane, channels, count, copy + 4L * i * count * channels, 4L * channels);
    }
    int panels = Math.ceilDiv(channels, Panels.COLUMNS);
    long next = WinogradFilters.point(capacity, panels);
    int tile = 0;
    for (int i = 0; i < images; i++) {
      long planes = copy + 4L * i * count * channels;
      for (int ty = firstRow; ty < firstRow + rows; ty++) {
        for (int tx = 0; tx < across; tx++) {
          for (int panel = 0; panel < panels; panel++) {
            int channel = Math.min(panel * Panels.COLUMNS, channels - Panels.COLUMNS);
            long to = m + ((long) panel * capacity + tile) * PANEL;
            tileAdjoint(planes, channels, channel, ty, tx, zeros, scratch, to, next);
          }
          tile++;
        }
      }
    }
  }

  private void tileAdjoint(
      long planes,
      int channels,
      int channel,
      int ty,
      int tx,
      long zeros,
      long scratch,
      long to,
      long next) {
    int h = POSITIONS * ty;
    for (int j = 0; j < POSITIONS; j++) {
      int w = POSITIONS * tx + j;
      Winograd.positionsAdjoint(
          position(planes, channels, channel, h, w, zeros),
          position(planes, channels, channel, h + 1, w, zeros),
          position(planes, channels, channel, h + 2, w, zeros),
          position(planes, channels, channel, h + 3, w, zeros),
          scratch + j * PANEL,
          POSITIONS * PANEL,
          Panels.COLUMNS);
    }
    for (int i = 0; i < PLACES; i++) {
      long from = scratch + i * POSITIONS * PANEL;
      Winograd.positionsAdjoint(
          from,
          from + PANEL,
          from + 2 * PANEL,
          from + 3 * PANEL,
          to + i * PLACES * next,
          next,
          Panels.COLUMNS);
    }
  }
}
