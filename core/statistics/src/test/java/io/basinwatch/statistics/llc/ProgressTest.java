package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Statistic.Listener;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final List<Double> told = new ArrayList<>();
  private final Progress progress = new Progress(told::add);

  @Test
  void isTheShareOfTheStepsAndOfWhatCalibrationTook() {
    // Given
    progress.calibrated(100);
    progress.expect(300);

    // When
    progress.add(100);
    progress.add(1);
    progress.add(99);
    progress.complete();

    // Then
    assertThat(told).containsExactly(0.5, 0.75, 1.0);
  }

  @Test
  void staysWhereMoreStepsAreNeededThanExpected() {
    // Given
    progress.expect(100);
    progress.add(60);

    // When
    progress.expect(1000);
    progress.add(30);
    progress.add(600);

    // Then
    assertThat(told).containsExactly(0.6, 0.69);
  }

  @Test
  void isToldByTheThreadThatMeasures() throws InterruptedException {
    // Given
    progress.expect(100);

    // When
    Thread.ofPlatform().start(() -> progress.add(50)).join();
    progress.add(10);

    // Then
    assertThat(told).containsExactly(0.6);
  }

  @Test
  void ofAMeasurementIsToldFromTheFirstDrawsOn() {
    // Given: a thread that shares its chains with nobody
    Problem problem = Problems.of(AnalyticLoss.quadratic(new double[] {1, 2}, 0, 0), 1000, 1);
    Listener listener =
        new Listener() {
          @Override
          public void known(Estimate estimate) {}

          @Override
          public void progress(double share) {
            told.add(share);
          }
        };

    // When
    Statistics.byName("llc").measure(problem, settings(), listener);

    // Then
    assertThat(told).isSorted().endsWith(1.0).hasSizeGreaterThan(20);
  }
}
