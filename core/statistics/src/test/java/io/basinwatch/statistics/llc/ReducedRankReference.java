package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.measure;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ReducedRank;

/**
 * Makes the golden values of {@link ReducedRankLlcTest}: long runs of MALA, which has no
 * discretisation bias, at the test's n beta and gamma. Printed on 2026-11-24, with Temurin 25:
 * 6.224 +- 0.003 for r = 0, 9.299 +- 0.007 for r = 2, 10.496 +- 0.013 for r = 3.
 */
final class ReducedRankReference {
  private ReducedRankReference() {}

  public static void main(String[] arguments) {
    for (int rank : new int[] {0, 2, 3}) {
      Estimate estimate =
          measure(
              "llc",
              Problems.of(ReducedRank.ofTrueRank(rank)),
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
              10_000);
      System.out.println(
          "r = %d: %.3f +- %.3f"
              .formatted(
                  rank, estimate.value().getAsDouble(), estimate.standardError().getAsDouble()));
    }
  }
}
