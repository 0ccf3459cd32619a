package io.basinwatch.engine.random;

/**
 * The states of {@value #COUNT} xoshiro128++ generators that run side by side. The number is fixed,
 * so that the numbers do not depend on the machine: one vector of 256 bits, or several narrower
 * ones.
 */
public final class Lanes {
  /** Generators side by side. */
  public static final int COUNT = 8;

  /** (4 words, COUNT lanes) row-major: word j of lane i at j * COUNT + i. */
  final int[] words = new int[4 * COUNT];

  public Lanes(SplitMix seeds) {
    for (int lane = 0; lane < COUNT; lane++) {
      long low = seeds.next();
      long high = seeds.next();
      words[lane] = (int) low;
      words[COUNT + lane] = (int) (low >>> 32);
      words[2 * COUNT + lane] = (int) high;
      words[3 * COUNT + lane] = (int) (high >>> 32) | 1;
    }
  }

  /** The states themselves, for a generator to read and to advance. */
  public int[] words() {
    return words;
  }
}
