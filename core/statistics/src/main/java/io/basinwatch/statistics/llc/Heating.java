package io.basinwatch.statistics.llc;

/**
 * What the noise of minibatches adds to the LLC, as a part of it. In a direction in which they
 * multiply the variance of a step's noise by 1 + r, the stationary variance grows by as much, and
 * the direction's share of the LLC, at most 1/2, with it. Summed over d parameters the LLC grows by
 * at most (d/2) mean r.
 */
final class Heating {
  private Heating() {}

  /**
   * @param noiseRatio mean r
   */
  static double of(int parameters, double noiseRatio, double llc) {
    return Part.of(bound(parameters, noiseRatio), llc);
  }

  /** (d/2) mean r. */
  static double bound(int parameters, double noiseRatio) {
    return noiseRatio * parameters / 2;
  }
}
