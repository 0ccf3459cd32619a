package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form of {@link Coverage}. */
class CoverageTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void intervalsHoldTheReference(int model) {
    // Given
    int seeds = 20;

    // When
    int holding = Coverage.holding(Coverage.MODELS.get(model), (int) (SEED % 1_000_000), seeds);

    // Then: 19 are to be expected; fewer than 15 have a probability of 3e-4
    assertThat(holding).as("seed %d", SEED).isGreaterThanOrEqualTo(15);
  }
}
