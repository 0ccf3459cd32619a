package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.cpu.Winograd.PLACES;
import static io.basinwatch.engine.kernels.cpu.Winograd.TAPS;

/**
 * The kernels (outputs, inputs, 3, 3) of {@link Winograd}'s convolution in the transformed domain:
 * (36, panels, rows, two vectors), the columns of a panel being output or input channels.
 */
final class WinogradFilters {
  private static final int KERNEL = TAPS * TAPS;
  private static final long PANEL = 4L * Panels.COLUMNS;

  private WinogradFilters() {}

  /** Bytes of a tensor in the transformed domain. */
  static long bytes(int rows, int columns) {
    return WinogradTiles.POINTS * Math.ceilDiv(columns, Panels.COLUMNS) * rows * PANEL;
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
  static void forOutput(long w, int outputs, int inputs, long scratch, long u) {
    int panels = Math.ceilDiv(outputs, Panels.COLUMNS);
    long row = 4L * inputs * KERNEL;
    long temporary = scratch + inputs * KERNEL * PANEL;
    for (int panel = 0; panel < panels; panel++) {
      int first = Math.min(panel * Panels.COLUMNS, outputs - Panels.COLUMNS);
      Panels.columnsAlong(w + first * row, row, inputs * KERNEL, scratch, temporary);
      for (int input = 0; input < inputs; input++) {
        long from = scratch + input * KERNEL * PANEL;
        long to = u + ((long) panel * inputs + input) * PANEL;
        transform(from, PANEL, temporary, to, panels * inputs * PANEL);
      }
    }
  }

  /** The same for the convolution that is the adjoint: kernels turned, outputs as rows. */
  static void forInput(long w, int outputs, int inputs, long scratch, long u) {
    int panels = Math.ceilDiv(inputs, Panels.COLUMNS);
    long temporary = scratch + KERNEL * PANEL;
    for (int panel = 0; panel < panels; panel++) {
      int first = Math.min(panel * Panels.COLUMNS, inputs - Panels.COLUMNS);
      for (int output = 0; output < outputs; output++) {
        long from = w + 4L * (output * inputs + first) * KERNEL;
        Panels.columnsAlong(from, 4L * KERNEL, KERNEL, scratch, temporary);
        long to = u + ((long) panel * outputs + output) * PANEL;
        long last = scratch + (KERNEL - 1) * PANEL;
        transform(last, -PANEL, temporary, to, panels * outputs * PANEL);
      }
    }
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

  /** G'u G: {@link #forOutput}'s adjoint, overwriting w. */
  static void adjoint(long u, int outputs, int inputs, long scratch, long w) {
    int panels = Math.ceilDiv(outputs, Panels.COLUMNS);
    long row = 4L * inputs * KERNEL;
    long temporary = scratch + inputs * KERNEL * PANEL;
    for (int panel = 0; panel < panels; panel++) {
      for (int input = 0; input < inputs; input++) {
        long from = u + ((long) panel * inputs + input) * PANEL;
        long to = scratch + input * KERNEL * PANEL;
        transformAdjoint(from, panels * inputs * PANEL, temporary, to);
      }
      int first = Math.min(panel * Panels.COLUMNS, outputs - Panels.COLUMNS);
      ChannelsLast.from(scratch, PANEL, Panels.COLUMNS, inputs * KERNEL, w + first * row, row);
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
