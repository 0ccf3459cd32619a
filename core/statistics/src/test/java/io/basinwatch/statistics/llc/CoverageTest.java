package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.testing.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over 20 seeds; over 200 by {@code ./basinwatch test coverage}. */
class CoverageTest {
  private static final int SEEDS = Integer.getInteger("coverage.seeds", 20);

  /** Of 20 seeds fewer than 15 have a probability of 3e-4 where 95 % are right. */
  private static final double LEAST = SEEDS < 200 ? 0.75 : 0.9;

  private static final double MOST = SEEDS < 200 ? 1 : 0.98;

  @ParameterizedTest
  @MethodSource("io.basinwatch.statistics.llc.Coverage#models")
  void intervalsHoldTheTruth(Coverage.Model model) {
    // Given
    long first = SEED % 1_000_000;

    // When
    int holding = Coverage.holding(model, first, SEEDS);

    // Then
    System.out.printf("coverage of %s: %d of %d%n", model, holding, SEEDS);
    assertThat(holding)
        .as("seeds from %d on", first)
        .isBetween((int) Math.ceil(LEAST * SEEDS), (int) (MOST * SEEDS));
  }

  @Test
  void theNoisyQuadraticTakesMinibatches() {
    // Given
    Coverage.Model model = Coverage.models().getLast();

    // When
    Estimate llc = Problems.measure("llc", DefaultSettings.problem(model.loss(), SEED));

    // Then
    assertThat(llc.settings()).containsEntry("llc.sampler", "baoab");
    int batch = Integer.parseInt(llc.settings().get("llc.batch-size"));
    assertThat(batch).isBetween(16, model.loss().sampleCount() / 2);
  }
}
