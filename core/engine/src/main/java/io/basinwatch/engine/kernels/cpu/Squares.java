package io.basinwatch.engine.kernels.cpu;

import static io.basinwatch.engine.kernels.OffHeap.ADDRESS_BITS;
import static io.basinwatch.engine.kernels.OffHeap.ALL;
import static io.basinwatch.engine.kernels.cpu.VectorMath.ORDER;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes squares of 8 x 8 numbers in registers: three times the halves of pairs of rows are
 * exchanged, at distance 4, 2 and 1.
 */
final class Squares {
  static final int SIDE = 8;

  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorShuffle<Float> BY_ONE = exchange(1);
  private static final VectorShuffle<Float> BY_TWO = exchange(2);
  private static final VectorShuffle<Float> BY_FOUR = exchange(4);
  private static final VectorMask<Float> ONES = VectorMask.fromLong(EIGHT, 0xAA);
  private static final VectorMask<Float> TWOS = VectorMask.fromLong(EIGHT, 0xCC);
  private static final VectorMask<Float> FOURS = VectorMask.fromLong(EIGHT, 0xF0);

  private Squares() {}

  private static VectorShuffle<Float> exchange(int distance) {
    return VectorShuffle.fromOp(EIGHT, lane -> lane ^ distance);
  }

  /**
   * A row of squares becomes a column of squares.
   *
   * @param x eight rows, {@code row} bytes apart
   * @param y {@code 8 squares} rows of eight numbers, {@code next} bytes apart, overwritten
   */
  static void transpose(long x, long row, int squares, long y, long next) {
    long x0 = x & ADDRESS_BITS;
    long x1 = x + row & ADDRESS_BITS;
    long x2 = x + 2 * row & ADDRESS_BITS;
    long x3 = x + 3 * row & ADDRESS_BITS;
    long x4 = x + 4 * row & ADDRESS_BITS;
    long x5 = x + 5 * row & ADDRESS_BITS;
    long x6 = x + 6 * row & ADDRESS_BITS;
    long x7 = x + 7 * row & ADDRESS_BITS;
    for (int i = 0; i < squares; i++) {
      long o = 4L * SIDE * i;
      FloatVector a = fromMemorySegment(EIGHT, ALL, x0 + o, ORDER);
      FloatVector b = fromMemorySegment(EIGHT, ALL, x1 + o, ORDER);
      FloatVector c = fromMemorySegment(EIGHT, ALL, x2 + o, ORDER);
      FloatVector d = fromMemorySegment(EIGHT, ALL, x3 + o, ORDER);
      FloatVector e = fromMemorySegment(EIGHT, ALL, x4 + o, ORDER);
      FloatVector f = fromMemorySegment(EIGHT, ALL, x5 + o, ORDER);
      FloatVector g = fromMemorySegment(EIGHT, ALL, x6 + o, ORDER);
      FloatVector h = fromMemorySegment(EIGHT, ALL, x7 + o, ORDER);
      FloatVector a4 = a.blend(e.rearrange(BY_FOUR), FOURS);
      FloatVector e4 = a.rearrange(BY_FOUR).blend(e, FOURS);
      FloatVector b4 = b.blend(f.rearrange(BY_FOUR), FOURS);
      FloatVector f4 = b.rearrange(BY_FOUR).blend(f, FOURS);
      FloatVector c4 = c.blend(g.rearrange(BY_FOUR), FOURS);
      FloatVector g4 = c.rearrange(BY_FOUR).blend(g, FOURS);
      FloatVector d4 = d.blend(h.rearrange(BY_FOUR), FOURS);
      FloatVector h4 = d.rearrange(BY_FOUR).blend(h, FOURS);
      FloatVector a2 = a4.blend(c4.rearrange(BY_TWO), TWOS);
      FloatVector c2 = a4.rearrange(BY_TWO).blend(c4, TWOS);
      FloatVector b2 = b4.blend(d4.rearrange(BY_TWO), TWOS);
      FloatVector d2 = b4.rearrange(BY_TWO).blend(d4, TWOS);
      FloatVector e2 = e4.blend(g4.rearrange(BY_TWO), TWOS);
      FloatVector g2 = e4.rearrange(BY_TWO).blend(g4, TWOS);
      FloatVector f2 = f4.blend(h4.rearrange(BY_TWO), TWOS);
      FloatVector h2 = f4.rearrange(BY_TWO).blend(h4, TWOS);
      long to = y + i * SIDE * next & ADDRESS_BITS;
      a2.blend(b2.rearrange(BY_ONE), ONES).intoMemorySegment(ALL, to, ORDER);
      a2.rearrange(BY_ONE).blend(b2, ONES).intoMemorySegment(ALL, to + next, ORDER);
      c2.blend(d2.rearrange(BY_ONE), ONES).intoMemorySegment(ALL, to + 2 * next, ORDER);
      c2.rearrange(BY_ONE).blend(d2, ONES).intoMemorySegment(ALL, to + 3 * next, ORDER);
      e2.blend(f2.rearrange(BY_ONE), ONES).intoMemorySegment(ALL, to + 4 * next, ORDER);
      e2.rearrange(BY_ONE).blend(f2, ONES).intoMemorySegment(ALL, to + 5 * next, ORDER);
      g2.blend(h2.rearrange(BY_ONE), ONES).intoMemorySegment(ALL, to + 6 * next, ORDER);
      g2.rearrange(BY_ONE).blend(h2, ONES).intoMemorySegment(ALL, to + 7 * next, ORDER);
    }
  }
}
