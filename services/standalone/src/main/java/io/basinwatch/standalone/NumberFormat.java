package io.basinwatch.standalone;

import io.basinwatch.engine.EngineOptions;

/** What losses and their derivatives are computed in. */
enum NumberFormat {
  /** With the kernels that services use. */
  float32(EngineOptions.DEFAULT),
  /** With scalar kernels: slow. */
  float64(EngineOptions.REFERENCE);

  private final EngineOptions options;

  NumberFormat(EngineOptions options) {
    this.options = options;
  }

  EngineOptions options() {
    return options;
  }
}
