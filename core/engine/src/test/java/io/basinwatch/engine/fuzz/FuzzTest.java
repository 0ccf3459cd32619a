package io.basinwatch.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The first inputs of the long target, {@link ImporterFuzz}. */
class FuzzTest {
  private static final long SEED = 20;
  private static final int INPUTS = 3_000;

  @Test
  void theSeedsAreGoodInput() {
    // Given
    List<Subject> seeds = Seeds.all();
    // Then
    long computed =
        seeds.stream().filter(seed -> Trial.run(seed, 32, true).equals(Optional.empty())).count();
    assertThat(computed).isGreaterThan(seeds.size() / 2);
  }

  @Test
  void mutatedInputIsComputedOrRefused() throws InterruptedException {
    // Given
    try (Fuzzer fuzzer = new Fuzzer(SEED, Duration.ofMinutes(2), Path.of("target/fuzz/short"))) {
      // When
      for (int i = 0; i < INPUTS; i++) {
        fuzzer.step();
      }
      // Then
      assertThat(fuzzer.failures()).as("seed " + SEED).isEmpty();
      assertThat(fuzzer.computed()).isGreaterThan(INPUTS / 20);
      assertThat(fuzzer.refused()).isGreaterThan(INPUTS / 4);
    }
  }
}
