package io.basinwatch.engine;

import java.util.Objects;

/**
 * How a loss is executed.
 *
 * @param precision of every real number in the program
 * @param kernels name of the kernel set: {@code cpu} or {@code reference}
 * @param programBytes memory that one run of a program may take, and half of what one for
 *     Hessian-vector products may; a larger batch is split into chunks, down to one sample
 * @param curvatureBytes memory that a {@link Curvature} may keep; chunks beyond it are computed
 *     anew for each product
 */
public record EngineOptions(
    Precision precision, String kernels, long programBytes, long curvatureBytes) {
  private static final long PROGRAM_BYTES = 256L << 20;
  private static final long CURVATURE_BYTES = 3L << 29;

  /** float32 with the fastest kernels of the processor. */
  public static final EngineOptions DEFAULT = new EngineOptions(Precision.FLOAT32, "cpu");

  /** float64 with scalar kernels: slow and exact, for tests and for checking the fast ones. */
  public static final EngineOptions REFERENCE = new EngineOptions(Precision.FLOAT64, "reference");

  public EngineOptions {
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(kernels, "kernels");
    requireNotNegative("programBytes", programBytes);
    requireNotNegative("curvatureBytes", curvatureBytes);
  }

  /** With the default limits: 256 MiB for a program, 1.5 GiB for a curvature. */
  public EngineOptions(Precision precision, String kernels) {
    this(precision, kernels, PROGRAM_BYTES, CURVATURE_BYTES);
  }

  public EngineOptions withProgramBytes(long bytes) {
    return new EngineOptions(precision, kernels, bytes, curvatureBytes);
  }

  public EngineOptions withCurvatureBytes(long bytes) {
    return new EngineOptions(precision, kernels, programBytes, bytes);
  }

  private static void requireNotNegative(String name, long bytes) {
    if (bytes < 0) {
      throw new InvalidInputException(name + " is " + bytes + "; a number of bytes, 0 or more");
    }
  }
}
