package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static io.basinwatch.statistics.testing.Problems.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Estimate.Diagnostic.Text;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Statistic.Listener;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Workers;
import io.basinwatch.statistics.llc.Multiplicity.Point;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ProductLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiplicityTest {
  private static final int SEEDS = 8;
  private static final int DATASET_SIZE = 1000;
  private static final double LOCALIZATION = 10;
  private static final int TEMPERATURES = 5;
  private static final int BUDGET = 100_000;

  @ParameterizedTest
  @CsvSource({"144.8, 0.3559", "579, 0.3799", "1e4, 0.4105", "1e8, 0.4509"})
  void productOnTheUnitSquareHasTheValuesOfMeasures(double t, double value) {
    // Given / When / Then
    assertThat(ProductLoss.onTheUnitSquare(t)).isCloseTo(value, within(6e-5));
  }

  /** K = x^2 y^2 on [0, 1]^2, whose line is not yet that of m = 2. */
  @Test
  void lineIsTheWeightedLeastSquaresLine() {
    // Given
    double[] temperatures = {144.8, 579, 1e4, 1e8};
    double[] values = {0.3559, 0.3799, 0.4105, 0.4509};
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      points.add(new Point(1 / Math.log(temperatures[i]), values[i], 0.01));
    }

    // When
    Multiplicity fit = Multiplicity.fit(points);

    // Then: numpy.polyfit(1/np.log(t), y, 1) = -0.64786, 0.48369
    assertThat(fit.value()).isCloseTo(1.64786, within(1e-4));
    assertThat(fit.llc()).isCloseTo(0.48369, within(1e-4));
  }

  /** n = 50 has n beta = 12.8. */
  @Test
  void temperaturesNearOneAreRefused() {
    // Given
    Problem problem = Problems.of(AnalyticLoss.quadratic(new double[] {1, 2}, 0, 0), 50, 1);

    // When / Then
    assertThatThrownBy(() -> measure("llc", problem, "llc.temperatures", 6))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "setting llc.temperatures = '6': the lowest n beta, 2.26, is below e: take fewer, or a"
                + " larger llc.inverse-temperature");
  }

  @Test
  void quadraticHasMultiplicityOne() {
    // Given
    AnalyticLoss loss = AnalyticLoss.quadratic(new double[] {1, 2, 4}, 0, 0, 0);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.localization",
            0,
            "llc.temperatures",
            5,
            "llc.burn-in",
            200,
            "llc.draws",
            6000);

    // Then
    assertThat(estimate.number("multiplicity-experimental").getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(1, within(0.5));
    assertThat(estimate.number("multiplicity-experimental-error").getAsDouble())
        .isBetween(0.05, 0.25);
    assertThat(estimate.number("multiplicity-experimental-llc").getAsDouble())
        .isCloseTo(1.5, within(0.2));
    assertThat(estimate.settings()).containsEntry("llc.temperatures", "5");
  }

  /** Ten directions of curvature 1: the line through the values 10 t/(2(t + gamma)). */
  @ParameterizedTest
  @CsvSource({"5, 5.45", "20, 14.66"})
  void localizationAddsToARegularModels(double localization, double line) {
    // Given
    double[] curvatures = new double[10];
    Arrays.fill(curvatures, 1);
    Problem problem = Problems.of(AnalyticLoss.quadratic(curvatures, new double[10]), 1000, 1);

    // When
    Estimate estimate =
        measure(
            "llc",
            problem,
            "llc.localization",
            localization,
            "llc.temperatures",
            4,
            "llc.standard-error",
            0.005,
            "llc.budget",
            100_000);

    // Then
    assertThat(estimate.number("multiplicity-experimental").getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(line, within(1.2));
  }

  /** Ten directions: a step that adds to the value, one that diverges at the highest, few draws. */
  @ParameterizedTest
  @CsvSource({
    "sgld, 0.004, 1000, 'at n beta = 51.18: the step size may add '",
    "baoab, 0.0098, 1000, 'at n beta = 409.5: 4 of 4 chains dropped: chain 0 diverged '",
    "mala, 0.001, 10, 'at n beta = 51.18: too few draws for R-hat'",
  })
  void pointsOfChainsThatAreNotBelievedGiveNoLine(
      String sampler, double stepSize, int draws, String reason) {
    // Given
    double[] curvatures = new double[10];
    Arrays.fill(curvatures, 1);
    Problem problem = Problems.of(AnalyticLoss.quadratic(curvatures, new double[10]));

    // When
    Estimate estimate =
        measure(
            "llc",
            problem,
            "llc.sampler",
            sampler,
            "llc.step-size",
            stepSize,
            "llc.draws",
            draws,
            "llc.temperatures",
            4);

    // Then
    assertThat(estimate.diagnostics().get("multiplicity-experimental-missing"))
        .asInstanceOf(InstanceOfAssertFactories.type(Text.class))
        .extracting(Text::value, InstanceOfAssertFactories.STRING)
        .startsWith(reason)
        .doesNotContain("\n");
    assertThat(estimate.number("multiplicity-experimental")).isEmpty();
  }

  /** Whose listener takes its time at a temperature. */
  @Test
  void secondsAreThoseOfTheGradientsThatAreCounted() {
    // Given
    AnalyticLoss loss = AnalyticLoss.quadratic(new double[] {1, 2}, 0, 0);
    List<Estimate> estimates = new ArrayList<>();
    Listener slow =
        new Listener() {
          private boolean waited;

          @Override
          public void known(Estimate estimate) {
            estimates.add(estimate);
          }

          @Override
          public void progress(double share) {
            if (share > 0.5 && !waited) {
              spend(0.2);
              waited = true;
            }
          }
        };

    // When
    Statistics.byName("llc")
        .measure(Problems.of(loss), settings("llc.temperatures", 4, "llc.draws", 20), slow);

    // Then
    Estimate llc = estimates.getFirst();
    assertThat(llc.number("seconds").getAsDouble()).isLessThan(llc.seconds() - 0.15);
  }

  private static void spend(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /**
   * K = x^2 y^2 over several seeds: the published line against that through values by quadrature at
   * the same n, gamma and beta, weighted with the same errors. Both have a multiplicity of 2.1 and
   * an intercept of 0.43 here, not the asymptote's 2 and 1/2; the error is 0.025.
   */
  @Test
  void productHasTheLineOfQuadratureWithinItsError() {
    // Given
    List<Problem> problems =
        LongStream.range(SEED, SEED + SEEDS).mapToObj(MultiplicityTest::product).toList();

    // When
    List<Estimate> estimates = problems.stream().map(MultiplicityTest::measured).toList();
    List<Multiplicity> exact = problems.stream().map(MultiplicityTest::byQuadrature).toList();

    // Then
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < SEEDS; i++) {
      Estimate estimate = estimates.get(i);
      double difference =
          estimate.number("multiplicity-experimental").getAsDouble() - exact.get(i).value();
      double error = estimate.number("multiplicity-experimental-error").getAsDouble();
      sum += difference / SEEDS;
      squares += difference * difference / (error * error) / SEEDS;
      assertThat(difference).as("seed %d", SEED + i).isCloseTo(0, within(0.1));
      assertThat(error).as("seed %d", SEED + i).isBetween(0.015, 0.04);
      assertThat(estimate.number("multiplicity-experimental-llc").getAsDouble())
          .as("seed %d", SEED + i)
          .isCloseTo(exact.get(i).llc(), within(0.03));
    }
    assertThat(sum).as("mean over seeds from %d", SEED).isCloseTo(0, within(0.05));
    assertThat(squares).as("in units of the error, from seed %d", SEED).isLessThan(2.5);
  }

  private static Problem product(long seed) {
    AnalyticLoss loss = ProductLoss.atTheOrigin();
    return new Problem(loss, Optional.empty(), Optional.empty(), DATASET_SIZE, seed, Workers.of(2));
  }

  private static Estimate measured(Problem problem) {
    return measure(
        "llc",
        problem,
        "llc.localization",
        LOCALIZATION,
        "llc.temperatures",
        TEMPERATURES,
        "llc.budget",
        BUDGET);
  }

  /** Each temperature has its share of the budget, and so the error that it has in the fit. */
  private static Multiplicity byQuadrature(Problem problem) {
    double middle = DATASET_SIZE / Math.log(DATASET_SIZE);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < TEMPERATURES; i++) {
      double t = middle * Math.pow(2, i - (TEMPERATURES - 1) / 2.0);
      Estimate one =
          measure(
              "llc",
              problem,
              "llc.localization",
              LOCALIZATION,
              "llc.inverse-temperature",
              t,
              "llc.budget",
              BUDGET / TEMPERATURES);
      double value = ProductLoss.byQuadrature(t, LOCALIZATION);
      points.add(new Point(1 / Math.log(t), value, one.standardError().getAsDouble()));
    }
    return Multiplicity.fit(points);
  }
}
