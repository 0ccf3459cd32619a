package io.basinwatch.engine;

import io.basinwatch.engine.kernels.cpu.Float32Vector;
import io.basinwatch.engine.kernels.reference.Float64Vector;

/** Makes parameter vectors of zeros. */
public final class ParameterVectors {

  private ParameterVectors() {}

  /** In float32, vectorised. */
  public static ParameterVector float32(int size) {
    return new Float32Vector(size);
  }

  /** In float64, by the scalar reference. */
  public static ParameterVector float64(int size) {
    return new Float64Vector(size);
  }
}
