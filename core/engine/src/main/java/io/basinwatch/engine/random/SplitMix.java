package io.basinwatch.engine.random;

import java.nio.charset.StandardCharsets;

/** SplitMix64 (Steele, Lea, Flood 2014): seeds other generators and hashes what identifies them. */
public final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  private SplitMix(long state) {
    this.state = state;
  }

  /** The sequence of a pair; both numbers pass through the mixer before they meet. */
  public static SplitMix of(long seed, long index) {
    return new SplitMix(mix(mix(seed + GOLDEN) + GOLDEN * (index + 1)));
  }

  public long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** A stable 64-bit hash. */
  public static long hash(long seed, String text, long number) {
    long hash = mix(seed + GOLDEN);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash + GOLDEN + (b & 0xFF));
    }
    return mix(hash + GOLDEN * (number + 1));
  }

  private static long mix(long z) {
    long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
    return b ^ b >>> 31;
  }
}
