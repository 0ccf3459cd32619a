package io.basinwatch.engine;

import java.util.Objects;

/**
 * How a loss is executed.
 *
 * @param precision of every real number in the program
 * @param kernels name of the kernel set: {@code cpu} or {@code reference}
 */
public record EngineOptions(Precision precision, String kernels) {
  /** float32 with the fastest kernels of the processor. */
  public static final EngineOptions DEFAULT = new EngineOptions(Precision.FLOAT32, "cpu");

  /** float64 with scalar kernels: slow and exact, for tests and for checking the fast ones. */
  public static final EngineOptions REFERENCE = new EngineOptions(Precision.FLOAT64, "reference");

  public EngineOptions {
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(kernels, "kernels");
  }
}
