package io.basinwatch.engine.kernels.cpu;

/**
 * The kernels (outputs, inputs, taps) as panels of columns for {@link ChannelPatches}' rows. The
 * last panel is filled up with zeros.
 */
final class ChannelFilters {
  private static final long PANEL = 4L * Panels.COLUMNS;

  private final int outputs;
  private final int inputs;
  private final int taps;

  ChannelFilters(int outputs, int inputs, int taps) {
    this.outputs = outputs;
    this.inputs = inputs;
    this.taps = taps;
  }

  /** Panels of so many columns. */
  static int panels(int columns) {
    return Math.ceilDiv(columns, Panels.COLUMNS);
  }

  /** Bytes of the panels of either kind. */
  long bytes() {
    int length = inputs * taps;
    return PANEL * Math.max((long) panels(outputs) * length, (long) panels(length) * outputs);
  }

  /** Bytes of intermediate results. */
  long scratchBytes() {
    return (inputs * taps + 1) * PANEL;
  }

  /** Outputs as columns: (panels, taps, inputs, two vectors). */
  void byOutputs(long w, long scratch, long panels) {
    int length = inputs * taps;
    for (int first = 0; first < outputs; first += Panels.COLUMNS) {
      int count = Math.min(Panels.COLUMNS, outputs - first);
      if (count < Panels.COLUMNS) {
        VectorMath.fill(scratch, 0f, length * Panels.COLUMNS);
      }
      ChannelsLast.to(w + 4L * first * length, 4L * length, count, length, scratch, PANEL);
      exchange(scratch, panels + 4L * first * length, inputs, taps);
    }
  }

  /** The adjoint of {@link #byOutputs}, overwriting w. */
  void fromOutputs(long panels, long scratch, long w) {
    int length = inputs * taps;
    for (int first = 0; first < outputs; first += Panels.COLUMNS) {
      int count = Math.min(Panels.COLUMNS, outputs - first);
      exchange(panels + 4L * first * length, scratch, taps, inputs);
      ChannelsLast.from(scratch, PANEL, count, length, w + 4L * first * length, 4L * length);
    }
  }

  /** Taps and inputs as columns: (panels, outputs, two vectors). */
  void byInputs(long w, long scratch, long panels) {
    int length = inputs * taps;
    int across = panels(length);
    VectorMath.fill(scratch, 0f, across * Panels.COLUMNS);
    for (int output = 0; output < outputs; output++) {
      long kernels = w + 4L * output * length;
      ChannelsLast.to(kernels, 4L * taps, inputs, taps, scratch, 4L * inputs);
      for (int panel = 0; panel < across; panel++) {
        long to = panels + ((long) panel * outputs + output) * PANEL;
        VectorMath.copy(scratch + panel * PANEL, to, Panels.COLUMNS);
      }
    }
  }

  /** (rows, columns, two vectors) -> (columns, rows, two vectors). */
  private static void exchange(long from, long to, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        long x = from + ((long) i * columns + j) * PANEL;
        VectorMath.copy(x, to + ((long) j * rows + i) * PANEL, Panels.COLUMNS);
      }
    }
  }
}
