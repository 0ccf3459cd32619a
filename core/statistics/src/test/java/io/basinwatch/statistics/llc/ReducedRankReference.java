package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.measure;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ReducedRank;

/**
 * Makes the golden values of {@link ReducedRankLlcTest}: long runs of MALA, which has no
 * discretisation bias, at the test's n beta and gamma. Printed on 2026-11-24 with Temurin 25 in
 * four minutes: formula 6.224 +- 0.003, 9.299 +- 0.007, 10.496 +- 0.013 for r = 0, 2, 3; engine
 * 6.214 +- 0.006, 9.302 +- 0.015, 10.489 +- 0.014.
 */
final class ReducedRankReference {
  private ReducedRankReference() {}

  public static void main(String[] arguments) {
    for (int rank : new int[] {0, 2, 3}) {
      print("formula", rank, ReducedRank.ofInfiniteData(rank), 10_000);
      print("engine", rank, ReducedRank.ofSamples(rank, ReducedRankLlcTest.SAMPLES), 3_000);
    }
  }

  private static void print(String name, int rank, LossFunction loss, int draws) {
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.sampler",
            "mala",
            "llc.step-size",
            3e-4,
            "llc.inverse-temperature",
            ReducedRankLlcTest.TEMPERATURE,
            "llc.localization",
            ReducedRankLlcTest.LOCALIZATION,
            "llc.burn-in",
            100_000,
            "llc.steps-between-draws",
            500,
            "llc.draws",
            draws);
    System.out.println(
        "%s, r = %d: %.3f +- %.3f"
            .formatted(
                name,
                rank,
                estimate.value().getAsDouble(),
                estimate.standardError().getAsDouble()));
  }
}
