package io.basinwatch.engine.random;

/** One xoshiro128++ generator of 32-bit numbers (Blackman, Vigna 2021). */
public final class Xoshiro {
  private int s0;
  private int s1;
  private int s2;
  private int s3;

  public Xoshiro(SplitMix seeds) {
    long low = seeds.next();
    long high = seeds.next();
    s0 = (int) low;
    s1 = (int) (low >>> 32);
    s2 = (int) high;
    s3 = (int) (high >>> 32) | 1; // the state that is zero throughout is the only bad one
  }

  public int next() {
    int result = Integer.rotateLeft(s0 + s3, 7) + s0;
    int t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Integer.rotateLeft(s3, 11);
    return result;
  }
}
