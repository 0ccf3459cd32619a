package io.basinwatch.benchmarks;

import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Prints the GFLOP/s of one core that nothing can exceed: fused multiply-adds on numbers that are
 * in registers already.
 */
public final class ProcessorPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int REPETITIONS = 20_000_000;
  private static final int ROUNDS = 8;
  private static final int CHAINS = 12; // as many vectors as fill both units' pipelines

  private ProcessorPeak() {}

  public static void main(String[] args) {
    double best = 0;
    double sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      sum += multiplyAndAdd(REPETITIONS);
      double nanos = System.nanoTime() - start;
      best = Math.max(best, 2.0 * CHAINS * SPECIES.length() * REPETITIONS / nanos);
    }
    if (Double.isNaN(sum)) {
      throw new AssertionError("no number"); // so that the sums are needed
    }
    System.out.printf(Locale.ROOT, "%.1f%n", best);
  }

  private static float multiplyAndAdd(int repetitions) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector a = x;
    FloatVector b = x;
    FloatVector c = x;
    FloatVector d = x;
    FloatVector e = x;
    FloatVector f = x;
    FloatVector g = y;
    FloatVector h = y;
    FloatVector i = y;
    FloatVector j = y;
    FloatVector k = y;
    FloatVector l = y;
    for (int n = 0; n < repetitions; n++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    FloatVector left = a.add(b).add(c).add(d).add(e).add(f);
    FloatVector right = g.add(h).add(i).add(j).add(k).add(l);
    return left.add(right).reduceLanes(VectorOperators.ADD);
  }
}
