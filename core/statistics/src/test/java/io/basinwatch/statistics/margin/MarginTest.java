package io.basinwatch.statistics.margin;

import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Estimate.Diagnostic;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.Workers;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.FixedClassifier;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarginTest {
  /** Margins 1, 3, -2, 0.5, 4: sorted -2, 0.5, 1, 3, 4. */
  private final FixedClassifier classifier =
      FixedClassifier.of(
          new double[][] {{2, 1, 0}, {0, -1, 3}, {1, 3, 2}, {-1, 0.5, 0}, {5, 1, -3}},
          0,
          2,
          0,
          1,
          0);

  @Test
  void medianQuantilesAndErrorRate() {
    // Given
    Problem problem = Problems.of(classifier);

    // When
    Estimate estimate = measure("margin", problem);

    // Then
    assertThat(estimate.value()).hasValue(1);
    assertThat(estimate.standardError()).hasValue(0);
    assertThat(number(estimate, "mean")).isCloseTo(1.3, within(1e-15));
    assertThat(number(estimate, "minimum")).isEqualTo(-2);
    assertThat(number(estimate, "q05")).isCloseTo(-1.5, within(1e-15));
    assertThat(number(estimate, "q25")).isEqualTo(0.5);
    assertThat(number(estimate, "q50")).isEqualTo(1);
    assertThat(number(estimate, "q95")).isCloseTo(3.8, within(1e-15));
    assertThat(number(estimate, "fraction-negative")).isCloseTo(0.2, within(1e-15));
    // columns (2, 0, 1, -1, 5), (1, -1, 3, .5, 1), (0, 3, 2, 0, -3)
    assertThat(number(estimate, "total-variation")).isCloseTo(4.24 + 1.64 + 4.24, within(1e-12));
  }

  private static double number(Estimate estimate, String name) {
    return estimate.number(name).getAsDouble();
  }

  @Test
  void histogramHoldsEverySample() {
    // Given
    Problem problem = Problems.of(classifier);

    // When
    Estimate estimate = measure("margin", problem);

    // Then
    double[] counts = series(estimate, "histogram");
    double[] edges = series(estimate, "histogram-edges");
    assertThat(edges).hasSize(counts.length + 1).isSorted();
    assertThat(Arrays.stream(counts).sum()).isEqualTo(5);
    assertThat(edges[0]).isEqualTo(-2);
    assertThat(counts[0]).isEqualTo(1);
    assertThat(counts[counts.length - 1]).isEqualTo(1);
  }

  private static double[] series(Estimate estimate, String name) {
    return ((Diagnostic.Series) estimate.diagnostics().get(name)).values();
  }

  @Test
  void heldoutProbeIsAVariant() {
    // Given
    Problem problem =
        new Problem(classifier, Optional.of(classifier), Optional.empty(), 100, 1, Workers.of(1));

    // When
    List<Estimate> estimates = new Margin().measure(problem, Settings.NONE);

    // Then
    assertThat(estimates).extracting(Estimate::key).containsExactly("margin", "margin/heldout");
  }

  @Test
  void ignoredTargetsDoNotCount() {
    // Given: margins 3, -2
    FixedClassifier some =
        FixedClassifier.of(
            new double[][] {{9, 1, 0}, {0, -1, 3}, {9, 1, 0}, {1, 3, 2}}, -1, 2, -1, 0);

    // When
    Estimate estimate = measure("margin", Problems.of(some));

    // Then: variances of columns (0, 1), (-1, 3), (3, 2)
    assertThat(estimate.value()).hasValue(0.5);
    assertThat(number(estimate, "samples")).isEqualTo(2);
    assertThat(number(estimate, "total-variation")).isCloseTo(0.25 + 4 + 0.25, within(1e-12));
  }

  @Test
  void ignoredTargetsOnlyHaveNone() {
    // Given
    FixedClassifier none = FixedClassifier.of(new double[][] {{1, 0}, {0, 1}}, -1, -1);

    // When
    Estimate estimate = measure("margin", Problems.of(none));

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(estimate.reason()).isEqualTo("every target is ignored");
  }

  @Test
  void regressionHasNone() {
    // Given
    Problem problem = Problems.of(AnalyticLoss.quadratic(new double[] {1}, 0));

    // When
    Estimate estimate = measure("margin", problem);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(estimate.reason())
        .isEqualTo(
            "the loss is not cross-entropy over two or more classes with one target a sample");
  }

  @Test
  void equalMarginsHaveAHistogram() {
    // Given
    FixedClassifier equal = FixedClassifier.of(new double[][] {{1, 0}, {0, 1}}, 0, 1);

    // When
    Estimate estimate = measure("margin", Problems.of(equal));

    // Then
    assertThat(series(estimate, "histogram")[0]).isEqualTo(2);
  }

  @Test
  void infiniteLogitIsUndefined() {
    // Given
    FixedClassifier broken =
        FixedClassifier.of(new double[][] {{Double.POSITIVE_INFINITY, 0}, {0, 1}}, 0, 1);

    // When
    Estimate estimate = measure("margin", Problems.of(broken));

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
  }

  @Test
  void unknownSettingIsNamed() {
    // Given
    Problem problem = Problems.of(classifier);

    // When / Then
    assertThatThrownBy(() -> measure("margin", problem, "margin.classes", 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("margin.classes");
  }
}
