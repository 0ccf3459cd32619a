package io.basinwatch.engine;

/** PLACEHOLDER for the contract: see the brief. */
public final class RandomStream {
  /** A stream of its own for each (seed, index): a chain's, a draw's. */
  public static RandomStream of(long seed, long index) {
    throw new UnsupportedOperationException();
  }

  /** The seed of one checkpoint's measurements, below 2^53 so that JSON keeps it. */
  public static long seedFor(long seed, String run, long step) {
    throw new UnsupportedOperationException();
  }

  /** Uniform in 0 .. bound - 1. */
  public int nextInt(int bound) {
    throw new UnsupportedOperationException();
  }

  /** Uniform in [0, 1). */
  public double nextDouble() {
    throw new UnsupportedOperationException();
  }
}
