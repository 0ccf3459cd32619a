package io.basinwatch.console.domain;

/** Numbers as JSON can carry them. */
public final class Numbers {

  private Numbers() {}

  /** The number, or null for NaN and infinity. */
  public static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
