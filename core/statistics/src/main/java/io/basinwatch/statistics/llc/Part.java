package io.basinwatch.statistics.llc;

/** What a bias is to an LLC. */
final class Part {
  /** Of an estimate that is too small to be divided by, or negative. */
  private static final double LEAST_LLC = 0.5;

  private Part() {}

  /** A bias as a part of the value. */
  static double of(double bias, double llc) {
    return bias / Math.max(LEAST_LLC, llc);
  }
}
