package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ReducedRank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reduced-rank regression (5, 3, 5) against long runs at the same n beta and gamma, made by {@link
 * ReducedRankReference}; the learning coefficients that they approach as n grows are 6.5, 9.5,
 * 10.5.
 */
class ReducedRankLlcTest {
  static final double TEMPERATURE = 1000;
  static final double LOCALIZATION = 1;
  static final int SAMPLES = 200;
  private static final double STEP_SIZE = 5e-5;

  @ParameterizedTest
  @CsvSource({"0, 6.224", "2, 9.299", "3, 10.496"})
  void formulaIsWithinSixPercentOfALongRun(int rank, double reference) {
    // Given
    double bound = 0.06 * reference;

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(ReducedRank.ofInfiniteData(rank)),
            "llc.step-size",
            STEP_SIZE,
            "llc.inverse-temperature",
            TEMPERATURE,
            "llc.localization",
            LOCALIZATION,
            "llc.burn-in",
            40_000,
            "llc.steps-between-draws",
            200,
            "llc.draws",
            2000);

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(reference, within(bound));
  }

  /** Minibatches of a probe, through the engine in float32. */
  @ParameterizedTest
  @CsvSource({"0, 6.214", "2, 9.302", "3, 10.489"})
  void engineIsWithinSixPercentOfALongRun(int rank, double reference) {
    // Given
    double bound = 0.06 * reference;

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(ReducedRank.ofSamples(rank, SAMPLES)),
            "llc.step-size",
            STEP_SIZE,
            "llc.inverse-temperature",
            TEMPERATURE,
            "llc.localization",
            LOCALIZATION,
            "llc.batch-size",
            100,
            "llc.burn-in",
            20_000,
            "llc.steps-between-draws",
            200,
            "llc.draws",
            1000);

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(reference, within(bound));
  }

  /** With the exact sampler, as README.md has it. */
  @Test
  void theReadmeSaysWhatIsMeasured() throws IOException {
    // Given
    String readme = Files.readString(Path.of("../../README.md"));
    Matcher sentence = Pattern.compile("our exact sampler gives \\*\\*([0-9.]+)").matcher(readme);
    assertThat(sentence.find()).isTrue();

    // When
    double value =
        measure(
                "llc",
                Problems.of(ReducedRank.ofSamples(3, SAMPLES)),
                "llc.sampler",
                "mala",
                "llc.step-size",
                STEP_SIZE,
                "llc.inverse-temperature",
                TEMPERATURE,
                "llc.localization",
                LOCALIZATION,
                "llc.burn-in",
                5_000,
                "llc.steps-between-draws",
                100,
                "llc.draws",
                1000)
            .value()
            .getAsDouble();

    // Then
    assertThat(value)
        .as("seed %d", SEED)
        .isCloseTo(Double.parseDouble(sentence.group(1)), within(0.1));
  }
}
