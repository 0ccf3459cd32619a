package io.basinwatch.statistics.sampling;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.testing.AnalyticLoss;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A quadratic whose samples' minima are scattered: what its minibatches add is known. */
class ChainPairTest {
  private static final double TEMPERATURE = 100;
  private static final double LOCALIZATION = 5;
  private static final double[] CURVATURES = {1, 1, 0.5, 0.5, 0.1, 0.1};
  private static final int SAMPLES = 256;
  private static final int BATCH = 64;

  private static ChainPair pair(SamplerKind kind, double step, int part, double scatter, int seat) {
    double[] spread = IntStream.range(0, CURVATURES.length).mapToDouble(k -> scatter).toArray();
    AnalyticLoss loss = AnalyticLoss.scattered(CURVATURES, spread, SAMPLES);
    Target target =
        new Target(
            loss, new Posterior(loss.checkpoint(), TEMPERATURE, LOCALIZATION), ExcessLoss.of(loss));
    ChainPair pair = new ChainPair(kind, target, new Tuning(step, BATCH, 1), part, SAMPLES);
    restart(pair, seat);
    return pair;
  }

  private static void restart(ChainPair pair, int seat) {
    pair.restart(
        RandomStream.of(SEED, seat),
        RandomStream.of(SEED, seat),
        RandomStream.of(SEED, 100 + seat));
  }

  private static double mean(ChainPair pair, int count) {
    pair.run(200);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      pair.run(4);
      sum += TEMPERATURE * pair.difference() / count;
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLD", "RMSPROP_SGLD", "BAOAB", "SGNHT"})
  void thePartThatIsAllOfAMinibatchAddsNothing(SamplerKind kind) {
    // Given
    ChainPair pair = pair(kind, 1e-3, BATCH, 0.3, 0);

    // When
    pair.run(50);

    // Then
    assertThat(pair.difference()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"SGLD", "RMSPROP_SGLD", "BAOAB", "SGNHT"})
  void aPairThatIsRestartedForgets(SamplerKind kind) {
    // Given
    ChainPair pair = pair(kind, 1e-3, 8, 0.3, 0);
    pair.run(50);
    double difference = pair.difference();
    pair.run(13);

    // When
    restart(pair, 0);
    pair.run(50);

    // Then
    assertThat(pair.difference()).isEqualTo(difference);
  }

  @Test
  void samplesThatAgreeAddNothing() {
    // Given
    ChainPair pair = pair(SamplerKind.BAOAB, 1e-3, 8, 0, 0);

    // When
    pair.run(50);

    // Then: but for the order of sums
    assertThat(Math.abs(TEMPERATURE * pair.difference())).isLessThan(1e-9);
  }

  /** SGLD's stationary variance, eps (1 + eps C/4)/(1 - (1 - eps a/2)^2), has C in proportion. */
  @ParameterizedTest
  @CsvSource({"1e-3, 8, 3", "5e-3, 16, 2", "1e-3, 32, 5"})
  void whatMinibatchesAddIsThatOfTheStationaryLaw(double step, int part, double scatter) {
    // Given
    double shares = (1.0 / part - 1.0 / BATCH) * SAMPLES / (SAMPLES - 1);
    double expected =
        Arrays.stream(CURVATURES)
            .map(
                h -> {
                  double kept = 1 - step * (TEMPERATURE * h + LOCALIZATION) / 2;
                  double noise = Math.pow(TEMPERATURE * h * scatter, 2) * shares;
                  return TEMPERATURE * h / 2 * step * step / 4 * noise / (1 - kept * kept);
                })
            .sum();

    // When
    double mean =
        IntStream.range(0, 8)
            .mapToDouble(seat -> mean(pair(SamplerKind.SGLD, step, part, scatter, seat), 2000))
            .average()
            .orElseThrow();

    // Then
    assertThat(mean).as("seed %d", SEED).isBetween(0.9 * expected, 1.1 * expected);
  }
}
