package io.basinwatch.statistics.sharpness;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.EngineLosses;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharpnessTest {
  private static final double RHO = 1e-3;
  private static final double[] CURVATURES = {0.5, 7, 1, 2, 4, 0};
  private static final double[] CHECKPOINT = {1, -0.5, 2, -1, 0.3, 4};

  private final Problem atMinimum = Problems.of(AnalyticLoss.quadratic(CURVATURES, CHECKPOINT));

  /** h_i T_i^2 for T = 1 or T = |w| + 0.01. */
  private static double scaled(int i, boolean adaptive) {
    double scale = adaptive ? Math.abs(CHECKPOINT[i]) + 0.01 : 1;
    return CURVATURES[i] * scale * scale;
  }

  @ParameterizedTest
  @CsvSource({"sharpness, false", "adaptive-sharpness, true"})
  void worstCaseAtAMinimumIsTheLargestEigenvalue(String name, boolean adaptive) {
    // Given
    double largest = 0;
    for (int i = 0; i < CURVATURES.length; i++) {
      largest = Math.max(largest, scaled(i, adaptive));
    }

    // When
    Estimate estimate = measure(name, atMinimum, "sharpness.rho", RHO);

    // Then
    double limit = RHO * RHO * largest / 2;
    assertThat(estimate.value().getAsDouble()).isCloseTo(limit, within(1e-3 * limit));
  }

  @ParameterizedTest
  @CsvSource({"average-sharpness, false", "adaptive-average-sharpness, true"})
  void averageCaseIsTheTrace(String name, boolean adaptive) {
    // Given
    double trace = 0;
    for (int i = 0; i < CURVATURES.length; i++) {
      trace += scaled(i, adaptive);
    }

    // When
    Estimate estimate =
        measure(name, atMinimum, "average-sharpness.rho", RHO, "average-sharpness.draws", 40_000);

    // Then
    double limit = RHO * RHO * trace / 2;
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(limit, within(0.02 * limit));
    assertThat(estimate.standardError().getAsDouble()).isBetween(0.002 * limit, 0.01 * limit);
  }

  /** Draws of one curved direction are as skewed as they can be. */
  @Test
  void intervalsOfTheDefaultDrawsHoldTheTruthInNineOfTen() {
    // Given
    Problem problem = Problems.of(AnalyticLoss.quadratic(new double[] {2}, 0), 1000, 1);
    double truth = 1e-4;
    int seeds = 4000;

    // When
    int holding = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Estimate estimate = measure("average-sharpness", problem.withSeed(seed));
      double miss = Math.abs(estimate.value().getAsDouble() - truth);
      holding += miss < 1.96 * estimate.standardError().getAsDouble() ? 1 : 0;
    }

    // Then
    assertThat(holding).isGreaterThan(9 * seeds / 10);
  }

  @Test
  void infinityNormReachesTheCorner() {
    // Given: convex, so that the maximum over the cube is at a corner
    double corner = 0;
    for (double curvature : CURVATURES) {
      corner += RHO * RHO * curvature / 2;
    }

    // When
    Estimate estimate =
        measure("sharpness", atMinimum, "sharpness.rho", RHO, "sharpness.norm", "inf");

    // Then
    assertThat(estimate.value().getAsDouble()).isCloseTo(corner, within(1e-9 * corner));
  }

  @Test
  void keskarIsTheCornerOfItsBox() {
    // Given
    double[] rises = new double[2];
    for (int i = 0; i < CURVATURES.length; i++) {
      double scale = Math.abs(CHECKPOINT[i]) + 1;
      rises[0] += 1e-6 * CURVATURES[i] * scale * scale / 2;
      rises[1] += 0.25e-6 * CURVATURES[i] * scale * scale / 2;
    }

    // When
    List<Estimate> estimates =
        Statistics.byName("keskar-sharpness").measure(atMinimum, Settings.NONE);

    // Then: the loss at the checkpoint is 0
    for (int i = 0; i < 2; i++) {
      assertThat(estimates.get(i).value().getAsDouble())
          .isCloseTo(100 * rises[i], within(1e-7 * rises[i]));
    }
    assertThat(estimates)
        .extracting(Estimate::key)
        .containsExactly("keskar-sharpness/0.001", "keskar-sharpness/0.0005");
  }

  /** Correlated curvatures H = A'A/rows and a small gradient, in 12 parameters. */
  private static final class Correlated {
    private static final int PARAMETERS = 12;
    private final int rows;
    private final double[] normals; // (1 + rows, 12), the first row the gradient's

    Correlated(int rows, int seed) {
      this.rows = rows;
      this.normals = Networks.normals((1 + rows) * PARAMETERS, seed);
    }

    double at(double[] w, double[] gradient) {
      double value = 0;
      for (int k = 0; k < PARAMETERS; k++) {
        gradient[k] += 1e-7 * normals[k];
        value += 1e-7 * normals[k] * w[k];
      }
      for (int row = 1; row <= rows; row++) {
        double dot = 0;
        for (int k = 0; k < PARAMETERS; k++) {
          dot += normals[row * PARAMETERS + k] * w[k];
        }
        for (int k = 0; k < PARAMETERS; k++) {
          gradient[k] += dot * normals[row * PARAMETERS + k] / rows;
        }
        value += dot * dot / (2 * rows);
      }
      return value;
    }

    /** The largest rise over the corners of the box of eps, in percent. */
    double highestCorner(double eps) {
      double highest = 0;
      double[] w = new double[PARAMETERS];
      for (int corner = 0; corner < 1 << PARAMETERS; corner++) {
        for (int k = 0; k < PARAMETERS; k++) {
          w[k] = (corner >> k & 1) == 0 ? eps : -eps;
        }
        highest = Math.max(highest, at(w, new double[PARAMETERS]));
      }
      return 100 * highest;
    }

    Problem problem() {
      return Problems.of(AnalyticLoss.of(this::at, new double[PARAMETERS]));
    }
  }

  /** The ascent from the gradient's corner ends at 33 to 56 % of the highest corner. */
  @ParameterizedTest
  @CsvSource({"4, 3", "4, 16", "4, 46", "12, 16", "12, 29", "12, 53"})
  void keskarLeavesAPoorCorner(int rows, int seed) {
    // Given
    Correlated quadratic = new Correlated(rows, seed);

    // When
    List<Estimate> estimates =
        Statistics.byName("keskar-sharpness").measure(quadratic.problem(), Settings.NONE);

    // Then
    for (Estimate estimate : estimates) {
      double highest = quadratic.highestCorner(estimate.number("epsilon").getAsDouble());
      assertThat(estimate.number("one-step").getAsDouble()).isLessThan(0.6 * highest);
      assertThat(estimate.value().getAsDouble()).isBetween(0.97 * highest, highest * (1 + 1e-9));
    }
  }

  @Test
  void keskarWarnsWhereOneStartIsAboveTheOthers() {
    // Given
    Problem rugged = new Correlated(12, 29).problem();
    Problem smooth = new Correlated(4, 16).problem();

    // When
    Estimate alone = measure("keskar-sharpness", rugged);
    Estimate together = measure("keskar-sharpness", smooth);

    // Then
    assertThat(alone.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(alone.reason()).isEqualTo("the two highest of seven starts differ by more than 3 %");
    assertThat(alone.number("start-gap").getAsDouble()).isBetween(0.03, 1.0);
    assertThat(together.verdict()).isEqualTo(Verdict.OK);
    assertThat(together.number("start-gap").getAsDouble()).isBetween(0.0, 0.03);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 1, 10})
  void neverBelowTheOneStepValue(double rho) {
    // Given
    Problem problem = Problems.of(Networks.rescaledRelu(300, 1));

    // When
    Estimate estimate = measure("sharpness", problem, "sharpness.rho", rho);

    // Then
    assertThat(estimate.value().getAsDouble())
        .isGreaterThanOrEqualTo(estimate.number("one-step").getAsDouble() * (1 - 1e-12))
        .isPositive();
    assertThat(estimate.number("batches").getAsDouble()).isEqualTo(3);
  }

  /** Every sample has the same loss, so batches of any size do. */
  @Test
  void aSmallerLastBatchAddsNoError() {
    // Given
    AnalyticLoss alike =
        new AnalyticLoss(
            AnalyticLoss.vector(2),
            129,
            (w, i, gradient) -> {
              gradient[0] += 3;
              gradient[1] += 4;
              return 3 * w[0] + 4 * w[1];
            },
            1,
            1);

    // When
    Estimate estimate = measure("sharpness", Problems.of(alike), "sharpness.rho", 0.1);

    // Then
    assertThat(estimate.value().getAsDouble()).isCloseTo(0.5, within(1e-12));
    assertThat(estimate.standardError().getAsDouble()).isCloseTo(0, within(1e-12));
  }

  /** Slopes of 1, 1, 3 in three batches of 2, 2, 1 samples. */
  @Test
  void errorOfBatchesWeighsTheirSamples() {
    // Given
    AnalyticLoss slopes =
        new AnalyticLoss(
            AnalyticLoss.vector(1),
            5,
            (w, i, gradient) -> {
              double slope = i < 4 ? 1 : 3;
              gradient[0] += slope;
              return slope * w[0];
            },
            1);

    // When
    Estimate estimate =
        measure("sharpness", Problems.of(slopes), "sharpness.rho", 1, "sharpness.batch-size", 2);

    // Then: mean 1.4; (0.4 (0.4^2 + 0.4^2) + 0.2 1.6^2) / 2 = 0.32
    assertThat(estimate.value().getAsDouble()).isCloseTo(1.4, within(1e-12));
    assertThat(estimate.standardError().getAsDouble()).isCloseTo(Math.sqrt(0.32), within(1e-12));
  }

  @Test
  void keskarDividesByNothingNegative() {
    // Given
    AnalyticLoss negative = AnalyticLoss.of((w, gradient) -> w[0] * w[0] / 2 - 3, 0);

    // When
    Estimate estimate = measure("keskar-sharpness", Problems.of(negative));

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(estimate.reason())
        .isEqualTo("divides by 1 + the loss at the checkpoint, which is -3.0");
  }

  /** L_n(w) = (w^2 + target^2)/2 in float32. */
  private static Problem regression(float weight, float target) {
    float[] x = {1, -1, 1, -1};
    Tensor targets = Tensor.ofFloats(List.of(4, 1), target, target, -target, -target);
    return Problems.of(
        EngineLosses.linear(Loss.SQUARED_ERROR, 1, 1, new float[] {weight}, x, targets));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sharpness",
        "adaptive-sharpness",
        "average-sharpness",
        "adaptive-average-sharpness",
        "keskar-sharpness"
      })
  void aLossTooLargeForFloat32IsNoticed(String name) {
    // Given
    Problem large = regression(0, 1e4f);
    Problem exact =
        Problems.of(
            AnalyticLoss.of(
                (w, gradient) -> {
                  gradient[0] += w[0];
                  return 5e7 + w[0] * w[0] / 2;
                },
                0));
    Problem small = regression(1, 1);

    // When
    Estimate rounded = measure(name, large);
    Estimate inFloat64 = measure(name, exact);
    Estimate ordinary = measure(name, small);

    // Then
    assertThat(rounded.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(rounded.reason())
        .isEqualTo("rounding of the loss may be more than 3 % of the value");
    assertThat(inFloat64.verdict()).isEqualTo(Verdict.OK);
    assertThat(inFloat64.number("rounding-bias").getAsDouble()).isLessThan(0.03);
    assertThat(ordinary.verdict()).isEqualTo(Verdict.OK);
    assertThat(ordinary.number("rounding-bias").getAsDouble()).isPositive().isLessThan(0.03);
  }

  /**
   * Of targets near 10^4, as at initialisation: the truth is 0.0004, the spread over draws 0.02.
   */
  @Test
  void theSpreadOverDrawsDoesNotShowRounding() {
    // Given
    int inputs = 6;
    int samples = 300;
    float[] x = new float[samples * inputs];
    float[] targets = new float[samples];
    double[] normals = Networks.normals(x.length, 40);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) normals[i];
    }
    for (int i = 0; i < samples; i++) {
      targets[i] = 1e4f + x[i * inputs];
    }
    Problem problem =
        Problems.of(
            EngineLosses.linear(
                Loss.SQUARED_ERROR,
                inputs,
                1,
                new float[inputs],
                x,
                Tensor.ofFloats(List.of(samples, 1), targets)));

    // When
    Estimate estimate = measure("average-sharpness", problem);

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.number("rounding-bias").getAsDouble()).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void keskarOfNoFiniteLossIsUndefined(double loss) {
    // Given
    AnalyticLoss broken = AnalyticLoss.of((w, gradient) -> loss, 0);

    // When
    Estimate estimate = measure("keskar-sharpness", Problems.of(broken));

    // Then
    assertThat(estimate.verdict()).isEqualTo(Verdict.UNDEFINED);
    assertThat(estimate.reason()).isEqualTo("the loss at the checkpoint is " + loss);
  }

  @Test
  void firstOrderLimitAwayFromAMinimum() {
    // Given: one batch, gradient (3, 4)
    AnalyticLoss linear =
        AnalyticLoss.of(
            (w, gradient) -> {
              gradient[0] += 3;
              gradient[1] += 4;
              return 3 * w[0] + 4 * w[1];
            },
            1,
            1);

    // When
    Estimate estimate = measure("sharpness", Problems.of(linear), "sharpness.rho", 0.1);

    // Then
    assertThat(estimate.value().getAsDouble()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void adaptiveSharpnessDoesNotFeelRescaledLayers() {
    // Given
    Problem plain = Problems.of(Networks.rescaledRelu(100, 1));
    Problem rescaled = Problems.of(Networks.rescaledRelu(100, 3));

    // When
    double adaptive = value("adaptive-sharpness", plain);
    double adaptiveRescaled = value("adaptive-sharpness", rescaled);
    double ordinary = value("sharpness", plain);
    double ordinaryRescaled = value("sharpness", rescaled);

    // Then: eta = 0.01 leaves a little
    assertThat(adaptiveRescaled).isCloseTo(adaptive, within(0.05 * adaptive));
    assertThat(Math.abs(ordinaryRescaled / ordinary - 1)).isGreaterThan(0.3);
  }

  private static double value(String name, Problem problem) {
    return measure(name, problem, "sharpness.rho", 0.1).value().getAsDouble();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sharpness",
        "adaptive-sharpness",
        "average-sharpness",
        "adaptive-average-sharpness",
        "keskar-sharpness"
      })
  void oneAndTwoThreadsGiveTheSameBits(String name) {
    // Given
    AnalyticLoss loss = Networks.rescaledRelu(300, 1);

    // When
    Estimate one = measure(name, Problems.of(loss, 1000, 1));
    Estimate two = measure(name, Problems.of(loss, 1000, 2));

    // Then
    assertThat(two.value()).isEqualTo(one.value());
    assertThat(two.standardError()).isEqualTo(one.standardError());
  }
}
