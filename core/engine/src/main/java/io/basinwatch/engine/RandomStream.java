package io.basinwatch.engine;

import io.basinwatch.engine.random.Lanes;
import io.basinwatch.engine.random.NormalGenerator;
import io.basinwatch.engine.random.SplitMix;
import io.basinwatch.engine.random.Xoshiro;

/**
 * A reproducible stream of random numbers: xoshiro128++ (Blackman, Vigna 2021), one generator for
 * single numbers and {@value Lanes#COUNT} parallel ones for arrays of normal numbers. Depends on
 * nothing but its seed and index: neither on the width of the machine's vectors nor on threads. Not
 * thread-safe.
 */
public final class RandomStream {
  /**
   * Most normal numbers in one call: enough to amortise it, few enough for the first-level cache.
   */
  public static final int CHUNK = 1024;

  private static final double DOUBLE_UNIT = 0x1p-53;
  private static final NormalGenerator NORMALS = NormalGenerator.best();

  private final Xoshiro single;
  private final Lanes lanes;
  private final float[] normals = new float[CHUNK];

  private RandomStream(SplitMix seeds) {
    this.single = new Xoshiro(seeds);
    this.lanes = new Lanes(seeds);
  }

  /** A stream of its own for each (seed, index): a chain's, a draw's. */
  public static RandomStream of(long seed, long index) {
    return new RandomStream(SplitMix.of(seed, index));
  }

  /** The seed of one checkpoint's measurements, below 2^53 so that JSON keeps it. */
  public static long seedFor(long seed, String run, long step) {
    return SplitMix.hash(seed, run, step) >>> 11;
  }

  /**
   * Uniform in 0 .. bound - 1, without bias (Lemire 2019).
   *
   * @param bound above 0
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not positive");
    }
    long product = Integer.toUnsignedLong(single.next()) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long rejected = (0x1_0000_0000L - bound) % bound;
      while ((product & 0xFFFFFFFFL) < rejected) {
        product = Integer.toUnsignedLong(single.next()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    long high = Integer.toUnsignedLong(single.next()) << 21;
    return (high ^ single.next() >>> 11) * DOUBLE_UNIT;
  }

  /**
   * Independent standard normal numbers, of float32 resolution, within +-6.7, in an array that
   * stays this stream's own: the next call overwrites it.
   *
   * <p>They come in blocks of {@value NormalGenerator#BLOCK}: what a count leaves of its last block
   * is dropped. Calls that take whole blocks, but for the last, give the same numbers however they
   * are split.
   *
   * @param count at most {@link #CHUNK}
   * @return the numbers from 0 to count
   */
  public float[] normals(int count) {
    if (count > CHUNK) {
      throw new IllegalArgumentException(count + " numbers asked for; at most " + CHUNK);
    }
    NORMALS.fill(lanes, normals, count);
    return normals;
  }
}
