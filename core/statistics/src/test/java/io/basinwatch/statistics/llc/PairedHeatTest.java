package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.sampling.Tuning;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SGLD on a quadratic whose samples' minima are scattered: what minibatches add is known. */
class PairedHeatTest {
  private static final double TEMPERATURE = 100;
  private static final double LOCALIZATION = 5;
  private static final double STEP = 5e-3;
  private static final double SCATTER = 0.5;
  private static final int SAMPLES = 1024;
  private static final double[] CURVATURES = {1, 1, 0.5, 0.5, 0.1, 0.1};

  /** Divided by 1/batch - 1/samples; the stationary variance has it in proportion. */
  private static double added() {
    return Arrays.stream(CURVATURES)
        .map(
            h -> {
              double kept = 1 - STEP * (TEMPERATURE * h + LOCALIZATION) / 2;
              double noise = Math.pow(TEMPERATURE * h * SCATTER, 2) * SAMPLES / (SAMPLES - 1);
              return TEMPERATURE * h / 2 * STEP * STEP / 4 * noise / (1 - kept * kept);
            })
        .sum();
  }

  @Test
  void pairsSayWhatMinibatchesAddAtMost() {
    // Given
    double[] scatter = new double[CURVATURES.length];
    Arrays.fill(scatter, SCATTER);
    Problem problem = Problems.of(AnalyticLoss.scattered(CURVATURES, scatter, SAMPLES));
    BatchSize size = new BatchSize(SAMPLES, 3, 5 * added(), Double.POSITIVE_INFINITY);
    int measurements = 40;

    // When
    double[] found;
    try (Targets targets = new Targets(problem, TEMPERATURE, LOCALIZATION)) {
      found =
          IntStream.range(0, measurements)
              .mapToDouble(i -> added(targets, size, SEED + i))
              .toArray();
    }

    // Then: not all of them, or the errors would be far too large
    long atMost = Arrays.stream(found).filter(added -> added >= added()).count();
    assertThat(atMost).as("seeds from %d", SEED).isBetween(36L, 40L);
    assertThat(Arrays.stream(found).average().orElseThrow())
        .as("seeds from %d", SEED)
        .isBetween(added(), 3 * added());
  }

  private static double added(Targets targets, BatchSize size, long seed) {
    Tuning tuning = new Tuning(STEP, SAMPLES, 1);
    return PairedHeat.of(targets, SamplerKind.SGLD, tuning, size, 200, seed, 0).added();
  }
}
