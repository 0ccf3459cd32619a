package io.basinwatch.statistics.llc;

/** What a bias is to an LLC. */
final class Part {
  /** Five per cent of it are 0.001, an error that is small whatever the LLC. */
  private static final double LEAST_LLC = 0.02;

  private Part() {}

  /** A bias as a part of the value. */
  static double of(double bias, double llc) {
    return bias / Math.max(LEAST_LLC, llc);
  }
}
