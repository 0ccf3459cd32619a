package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.EngineLosses;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What float32 does to losses and to steps. */
class RoundingTest {
  private static final double TEMPERATURE = 1000 / Math.log(1000);

  @Test
  void aLossTooLargeForFloat32IsNoticed() {
    // Given: the mean of w^2/2 and 1e5
    LossFunction loss =
        EngineLosses.linear(
            Loss.SQUARED_ERROR,
            1,
            1,
            new float[] {0},
            new float[] {1, 0},
            Tensor.ofFloats(List.of(2, 1), 0, (float) Math.sqrt(2e5)));

    // When
    Estimate estimate = measure("llc", Problems.of(loss));

    // Then
    assertThat(estimate.number("rounding-bias").getAsDouble())
        .isCloseTo(TEMPERATURE * 5e4 * 0x1p-24 / estimate.value().getAsDouble(), within(1e-6));
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("float32 rounds losses or steps: as much as ");
  }

  /** One stiff direction asks for steps so short that large weights of others never move. */
  @Test
  void stepsThatAreLostInLargeWeightsAreNoticed() {
    // Given: temperatures at seven stations, of samples that lie 30,000 feet above or below
    int stations = 7;
    int samples = 210;
    float[] weights = new float[1 + stations];
    Arrays.fill(weights, 1, weights.length, 290);
    float[] inputs = new float[samples * weights.length];
    float[] targets = new float[samples];
    for (int i = 0; i < samples; i++) {
      inputs[i * weights.length] = i / stations % 2 == 0 ? 30_000 : -30_000;
      inputs[i * weights.length + 1 + i % stations] = 1;
      targets[i] = 290;
    }
    LossFunction loss =
        EngineLosses.linear(
            Loss.SQUARED_ERROR,
            weights.length,
            1,
            weights,
            inputs,
            Tensor.ofFloats(List.of(samples, 1), targets));

    // When
    Estimate estimate =
        measure("llc", Problems.of(loss, samples, 2), "llc.localization", 1, "llc.draws", 500);

    // Then: of the eight directions the stiff one alone is felt
    double value = estimate.value().getAsDouble();
    assertThat(value).as("seed %d", SEED).isCloseTo(0.5, within(0.2));
    assertThat(estimate.number("rounding-bias").getAsDouble() * value).isBetween(3.5, 3.6);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("float32 rounds losses or steps: as much as ");
  }
}
