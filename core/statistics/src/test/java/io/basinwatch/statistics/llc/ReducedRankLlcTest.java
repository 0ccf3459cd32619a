package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ReducedRank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    LossFunction loss = ReducedRank.ofInfiniteData(rank);

    // When
    double value =
        llc(loss, "llc.burn-in", 40_000, "llc.steps-between-draws", 200, "llc.draws", 2000);

    // Then
    assertThat(value).as("seed %d", SEED).isCloseTo(reference, within(0.06 * reference));
  }

  /** Minibatches of a probe, through the engine in float32. */
  @ParameterizedTest
  @CsvSource({"0, 6.214", "2, 9.302", "3, 10.489"})
  void engineIsWithinSixPercentOfALongRun(int rank, double reference) {
    // Given
    LossFunction loss = ReducedRank.ofSamples(rank, SAMPLES);
    Object[] length = {"llc.burn-in", 20_000, "llc.steps-between-draws", 200, "llc.draws", 1000};

    // When
    double value = llc(loss, append(length, "llc.batch-size", 100));

    // Then
    assertThat(value).as("seed %d", SEED).isCloseTo(reference, within(0.06 * reference));
  }

  /** With the exact sampler, as README.md has it. */
  @Test
  void theReadmeSaysWhatIsMeasured() throws IOException {
    // Given
    String readme = Files.readString(Path.of("../../README.md"));
    Matcher sentence = Pattern.compile("our exact sampler gives \\*\\*([0-9.]+)").matcher(readme);
    assertThat(sentence.find()).isTrue();
    Object[] length = {"llc.burn-in", 5_000, "llc.steps-between-draws", 100, "llc.draws", 1000};

    // When
    double value = llc(ReducedRank.ofSamples(3, SAMPLES), append(length, "llc.sampler", "mala"));

    // Then
    assertThat(value)
        .as("seed %d", SEED)
        .isCloseTo(Double.parseDouble(sentence.group(1)), within(0.1));
  }

  private static double llc(LossFunction loss, Object... settings) {
    Object[] target = {
      "llc.step-size", STEP_SIZE,
      "llc.inverse-temperature", TEMPERATURE,
      "llc.localization", LOCALIZATION
    };
    return measure("llc", Problems.of(loss), append(settings, target)).value().orElseThrow();
  }

  private static Object[] append(Object[] first, Object... second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }
}
