package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.Winograd.PLACES;
import static io.basinwatch.engine.kernels.cpu.Winograd.TAPS;

/**
 * The kernels (outputs, inputs, 3, 3) of {@link Winograd}'s convolution in the transformed domain:
 * (36, panels, rows, two vectors), the columns of a panel being output or input channels. All
 * panels take four times the memory of the kernels, so it works on those from {@code first} to
 * {@code end}.
 */
final class WinogradFilters {
  private static final int KERNEL = TAPS * TAPS;
  private static final long PANEL = 4L * Panels.COLUMNS;

  private WinogradFilters() {}

  /** Bytes of so many panels in the transformed domain. */
  static long bytes(int rows, int panels) {
    return WinogradTiles.POINTS * point(rows, panels);
  }

  /** Bytes from point to point of so many panels: a row more, so that sets of a cache differ. */
  static long point(int rows, int panels) {
    return ((long) rows * panels + 1) * PANEL;
  }

  /** The first channel of a panel: the last one is shifted back to end with the channels. */
  static int channel(int panel, int channels) {
    return Math.min(panel * Panels.COLUMNS, channels - Panels.COLUMNS);
  }

  /** Bytes of intermediate results. */
  static long scratchBytes(int rows) {
    return (long) (rows * KERNEL + TAPS * PLACES) * PANEL;
  }

  /**
   * G w G' with the inputs as rows and the outputs as columns.
   *
   * @param w (outputs, inputs, 3, 3)
   */
  static void forOutput(long w, int outputs, int inputs, int first, int end, long scratch, long u) {
    long row = 4L * inputs * KERNEL;
    long temporary = scratch + inputs * KERNEL * PANEL;
    long next = point(inputs, end - first);
    for (int panel = first; panel < end; panel++) {
      long rows = w + channel(panel, outputs) * row;
      Panels.columnsAlong(rows, row, inputs * KERNEL, scratch, temporary);
      for (int input = 0; input < inputs; input++) {
        long from = scratch + input * KERNEL * PANEL;
        long to = u + ((long) (panel - first) * inputs + input) * PANEL;
        transform(from, PANEL, temporary, to, next);
      }
    }
  }

  /** The same for the convolution that is the adjoint: kernels turned, outputs as rows. */
  static void forInput(long w, int outputs, int inputs, int first, int end, long scratch, long u) {
    long temporary = scratch + BlockTransposition.COLUMNS * PANEL;
    long next = point(outputs, end - first);
    for (int panel = first; panel < end; panel++) {
      for (int output = 0; output < outputs; output++) {
        long from = w + 4L * (output * inputs + channel(panel, inputs)) * KERNEL;
        long taps = kernels(from, output == 0, scratch, temporary);
        long to = u + ((long) (panel - first) * outputs + output) * PANEL;
        transform(taps + (KERNEL - 1) * PANEL, -PANEL, temporary, to, next);
      }
    }
  }

  /**
   * An output's kernels of a panel's inputs as (9, two vectors). A block that is transposed is
   * wider than they are: it begins in those before, of which the first output has none, or ends in
   * those after.
   *
   * @return where the first tap is
   */
  private static long kernels(long from, boolean isFirst, long to, long scratch) {
    if (!BlockTransposition.FITS) {
      Panels.columnsAlong(from, 4L * KERNEL, KERNEL, to, scratch);
      return to;
    }
    int before = isFirst ? 0 : BlockTransposition.COLUMNS - KERNEL;
    Panels.columnsAlong(from - 4L * before, 4L * KERNEL, BlockTransposition.COLUMNS, to, scratch);
    return to + before * PANEL;
  }

  /**
   * @param from the first of nine taps, {@code step} bytes apart
   * @param to the first of 36 results, {@code next} bytes apart
   */
  private static void transform(long from, long step, long temporary, long to, long next) {
    for (int j = 0; j < TAPS; j++) {
      Winograd.taps(
          from + j * step, TAPS * step, temporary + j * PANEL, TAPS * PANEL, Panels.COLUMNS);
    }
    for (int i = 0; i < PLACES; i++) {
      Winograd.taps(
          temporary + i * TAPS * PANEL, PANEL, to + i * PLACES * next, next, Panels.COLUMNS);
    }
  }

  /** G'u G: {@link #forOutput}'s adjoint, overwriting the panels' part of w. */
  static void adjoint(long u, int outputs, int inputs, int first, int end, long scratch, long w) {
    long row = 4L * inputs * KERNEL;
    long temporary = scratch + inputs * KERNEL * PANEL;
    long next = point(inputs, end - first);
    for (int panel = first; panel < end; panel++) {
      for (int input = 0; input < inputs; input++) {
        long from = u + ((long) (panel - first) * inputs + input) * PANEL;
        transformAdjoint(from, next, temporary, scratch + input * KERNEL * PANEL);
      }
      long to = w + channel(panel, outputs) * row;
      ChannelsLast.from(scratch, PANEL, Panels.COLUMNS, inputs * KERNEL, to, row);
    }
  }

  private static void transformAdjoint(long from, long next, long temporary, long to) {
    for (int j = 0; j < PLACES; j++) {
      Winograd.tapsAdjoint(
          from + j * next, PLACES * next, temporary + j * PANEL, PLACES * PANEL, Panels.COLUMNS);
    }
    for (int i = 0; i < TAPS; i++) {
      Winograd.tapsAdjoint(
          temporary + i * PLACES * PANEL, PANEL, to + i * TAPS * PANEL, PANEL, Panels.COLUMNS);
    }
  }
}
