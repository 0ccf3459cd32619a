package io.basinwatch.statistics.loss;

import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Workers;
import io.basinwatch.statistics.testing.AnalyticLoss;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The losses of sample i are i: the variance of 0 .. m - 1 is m (m + 1)/12. */
class LossErrorTest {
  private static final int TRAIN = 5;
  private static final int HELDOUT = 11;
  private static final double TRAIN_ERROR = Math.sqrt(2.5 / TRAIN);
  private static final double HELDOUT_ERROR = Math.sqrt(11.0 / HELDOUT);

  private static LossFunction counting(int samples) {
    return new AnalyticLoss(AnalyticLoss.vector(1), samples, (w, i, gradient) -> i + w[0], 0);
  }

  private static Problem problem(long datasetSize) {
    return new Problem(
        counting(TRAIN),
        Optional.of(counting(HELDOUT)),
        Optional.empty(),
        datasetSize,
        1,
        Workers.of(1));
  }

  @Test
  void probesAreSamples() {
    // Given
    Problem problem = problem(20);

    // When
    List<Estimate> losses = Statistics.byName("loss").measure(problem, Settings.NONE);
    Estimate gap = measure("generalization-gap", problem);

    // Then
    double corrected = TRAIN_ERROR * Math.sqrt(1 - 5.0 / 20);
    assertThat(losses.get(0).standardError().orElseThrow()).isCloseTo(corrected, within(1e-12));
    assertThat(losses.get(1).standardError().orElseThrow()).isCloseTo(HELDOUT_ERROR, within(1e-12));
    assertThat(gap.standardError().orElseThrow())
        .isCloseTo(Math.hypot(corrected, HELDOUT_ERROR), within(1e-12));
  }

  @Test
  void theWholeTrainingSetHasNoError() {
    // Given
    Problem problem = problem(TRAIN);

    // When
    Estimate loss = measure("loss", problem);

    // Then
    assertThat(loss.standardError()).hasValue(0);
  }
}
