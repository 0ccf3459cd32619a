package io.basinwatch.statistics;

import io.basinwatch.engine.RandomStream;

/** Keeps the random streams of LLCs, of sharpness and of the Hessian apart. */
public enum Streams {
  LLC,
  LLC_DIAGNOSTICS,
  LLC_CALIBRATION,
  SHARPNESS,
  AVERAGE_SHARPNESS,
  HESSIAN;

  private static final long STRIDE = 1L << 40;

  /**
   * @param index of the chain, draw or batch
   */
  public RandomStream stream(long seed, long index) {
    return RandomStream.of(seed, ordinal() * STRIDE + index);
  }
}
