package io.basinwatch.engine.kernels.cpu;

/** The kernels (outputs, inputs, taps) as panels of columns for {@link ChannelPatches}' rows. */
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

  static int panels(int columns) {
    return Math.ceilDiv(columns, Panels.COLUMNS);
  }

  static int first(int panel, int columns) {
    return Math.min(panel * Panels.COLUMNS, columns - Panels.COLUMNS);
  }

  /** Bytes of the panels of either kind. */
  long bytes() {
    int most = Math.max(panels(outputs) * inputs, panels(inputs) * outputs);
    return taps * most * PANEL;
  }

  /** Bytes of intermediate results. */
  long scratchBytes() {
    return taps * Math.max(inputs, 1) * PANEL;
  }

  /** Outputs as columns: (panels, taps, inputs, two vectors). */
  void byOutputs(long w, long scratch, long panels) {
    long row = 4L * inputs * taps;
    for (int panel = 0; panel < panels(outputs); panel++) {
      Panels.columnsAlong(w + first(panel, outputs) * row, row, inputs * taps, scratch);
      exchange(scratch, panels + panel * inputs * taps * PANEL, inputs, taps);
    }
  }

  /** The adjoint of {@link #byOutputs}, overwriting w. */
  void fromOutputs(long panels, long scratch, long w) {
    long row = 4L * inputs * taps;
    for (int panel = 0; panel < panels(outputs); panel++) {
      exchange(panels + panel * inputs * taps * PANEL, scratch, taps, inputs);
      long to = w + first(panel, outputs) * row;
      ChannelsLast.from(scratch, Panels.COLUMNS, inputs * taps, to, row);
    }
  }

  /** Inputs as columns: (taps, panels, outputs, two vectors). */
  void byInputs(long w, long scratch, long panels) {
    for (int panel = 0; panel < panels(inputs); panel++) {
      for (int output = 0; output < outputs; output++) {
        long from = w + 4L * (output * inputs + first(panel, inputs)) * taps;
        Panels.columnsAlong(from, 4L * taps, taps, scratch);
        for (int tap = 0; tap < taps; tap++) {
          long to = panels + ((long) (tap * panels(inputs) + panel) * outputs + output) * PANEL;
          VectorMath.copy(scratch + tap * PANEL, to, Panels.COLUMNS);
        }
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
