package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterLayout.Entry;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Settings;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.refined.ParameterGroups;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ReducedRank;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefinementTest {
  private static final double[] CURVATURES = {0.5, 1, 2, 4, 8};
  private static final double TEMPERATURE = 100;
  private static final double LOCALIZATION = 10;

  private final ParameterLayout layout =
      new ParameterLayout(
          List.of(
              new Entry("hidden.weight", List.of(1, 2), 0),
              new Entry("hidden.bias", List.of(1), 2),
              new Entry("output.weight", List.of(1, 2), 3)));

  /** 1/2 sum h_i w_i^2 in the first half of the samples, three times as much in the second. */
  private final AnalyticLoss quadratic =
      new AnalyticLoss(
          layout,
          20,
          (w, i, gradient) -> {
            double sum = 0;
            double factor = i < 10 ? 1 : 3;
            for (int k = 0; k < w.length; k++) {
              sum += factor * CURVATURES[k] * w[k] * w[k] / 2;
              gradient[k] += factor * CURVATURES[k] * w[k];
            }
            return sum;
          },
          new double[CURVATURES.length]);

  private static List<Estimate> measure(LossFunction loss, String name, String value) {
    Problem problem = Problems.of(loss);
    return Statistics.byName("llc")
        .measure(
            problem,
            settings(
                "llc.inverse-temperature",
                TEMPERATURE,
                "llc.localization",
                LOCALIZATION,
                "llc.draws",
                2000,
                name,
                value));
  }

  private static double truth(double factor, int... parameters) {
    double sum = 0;
    for (int i : parameters) {
      double t = TEMPERATURE * factor * CURVATURES[i];
      sum += t / (2 * (t + LOCALIZATION));
    }
    return sum;
  }

  private static double value(List<Estimate> estimates, String variant) {
    return estimates.stream()
        .filter(estimate -> estimate.key().equals("llc/" + variant))
        .findFirst()
        .orElseThrow()
        .value()
        .getAsDouble();
  }

  @Test
  void eachLayerOfAQuadraticHasItsShare() {
    // Given
    String layers = "layers";

    // When
    List<Estimate> estimates = measure(quadratic, "llc.groups", layers);

    // Then
    assertThat(value(estimates, "hidden"))
        .as("seed %d", SEED)
        .isCloseTo(truth(2, 0, 1, 2), within(0.06));
    assertThat(value(estimates, "output"))
        .as("seed %d", SEED)
        .isCloseTo(truth(2, 3, 4), within(0.06));
    assertThat(estimates).hasSize(Family.NAMES.size() + 2);
    assertThat(estimates.getLast().settings()).containsEntry("llc.groups", "layers");
  }

  @Test
  void patternsNameGroups() {
    // Given
    String patterns = "*.bias, hidden.*";

    // When
    List<Estimate> estimates = measure(quadratic, "llc.groups", patterns);

    // Then
    assertThat(value(estimates, "*.bias")).isCloseTo(truth(2, 2), within(0.03));
    assertThat(value(estimates, "hidden.*")).isCloseTo(truth(2, 0, 1, 2), within(0.06));
  }

  /** As one head of attention, whose rows lie in several parameters. */
  @Test
  void patternsAreJoinedAndRowsTaken() {
    // Given
    ParameterLayout columns =
        new ParameterLayout(
            List.of(
                new Entry("q.weight", List.of(3, 1), 0), new Entry("k.weight", List.of(2, 1), 3)));
    AnalyticLoss loss =
        new AnalyticLoss(
            columns,
            1,
            (w, i, gradient) -> {
              double sum = 0;
              for (int k = 0; k < w.length; k++) {
                sum += CURVATURES[k] * w[k] * w[k] / 2;
                gradient[k] += CURVATURES[k] * w[k];
              }
              return sum;
            },
            new double[CURVATURES.length]);

    // When
    List<Estimate> estimates =
        measure(loss, "llc.groups", "q.weight[1-2]+k.weight[0-0], k.*+k.weight");

    // Then
    assertThat(value(estimates, "q.weight[1-2]+k.weight[0-0]"))
        .as("seed %d", SEED)
        .isCloseTo(truth(1, 1, 2, 3), within(0.06));
    assertThat(value(estimates, "k.*+k.weight"))
        .as("seed %d", SEED)
        .isCloseTo(truth(1, 3, 4), within(0.06));
  }

  @Test
  void eachPartOfTheDataHasItsOwn() {
    // Given
    String ranges = "0-9,10-19";

    // When
    List<Estimate> estimates = measure(quadratic, "llc.samples", ranges);

    // Then
    assertThat(value(estimates, "samples 0-9"))
        .as("seed %d", SEED)
        .isCloseTo(truth(1, 0, 1, 2, 3, 4), within(0.08));
    assertThat(value(estimates, "samples 10-19"))
        .as("seed %d", SEED)
        .isCloseTo(truth(3, 0, 1, 2, 3, 4), within(0.08));
  }

  @Test
  void rangesAreJoined() {
    // Given: half of the samples of each kind
    String ranges = "15-19 + 0-4";

    // When
    List<Estimate> estimates = measure(quadratic, "llc.samples", ranges);

    // Then
    assertThat(value(estimates, "samples 15-19+0-4"))
        .as("seed %d", SEED)
        .isCloseTo(truth(2, 0, 1, 2, 3, 4), within(0.08));
    assertThat(estimates.getLast().settings()).containsEntry("llc.samples", "15-19+0-4");
  }

  /** Through the engine: one factor of a product with the other fixed is a linear regression. */
  @Test
  void oneLayerOfReducedRankRegressionIsRegular() {
    try (LossFunction loss = ReducedRank.ofSamples(3, 100)) {
      // Given
      Problem problem = Problems.of(loss);

      // When
      List<Estimate> estimates =
          Statistics.byName("llc")
              .measure(
                  problem,
                  settings(
                      "llc.inverse-temperature",
                      2000,
                      "llc.localization",
                      1,
                      "llc.draws",
                      600,
                      "llc.groups",
                      "a,b"));

      // Then: 3 x 5 parameters each
      assertThat(value(estimates, "a")).as("seed %d", SEED).isCloseTo(7.5, within(0.4));
      assertThat(value(estimates, "b")).as("seed %d", SEED).isCloseTo(7.5, within(0.4));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llc.groups | conv* | setting llc.groups: 'conv*' matches no parameter; there are "
            + "hidden.weight, hidden.bias, output.weight",
        "llc.groups | *.bias, hidden.*,*.bias | setting llc.groups = '*.bias, hidden.*,*.bias': group "
            + "'*.bias' is there twice",
        "llc.groups | layers,layers | setting llc.groups = 'layers,layers': group 'hidden' is there twice",
        "llc.groups | , | setting llc.groups: '' matches no parameter; there are hidden.weight, "
            + "hidden.bias, output.weight",
        "llc.groups | \\E( | setting llc.groups: '\\E(' matches no parameter; there are "
            + "hidden.weight, hidden.bias, output.weight",
        "llc.groups | hidden.weight[0-1] | setting llc.groups: 'hidden.weight[0-1]' names no rows of "
            + "hidden.weight, which has 1",
        "llc.groups | hidden.*[0-0]+hidden.weight | setting llc.groups: 'hidden.*[0-0]+hidden.weight' "
            + "has some of hidden.weight twice",
        "llc.groups | hidden.weight[5-2] | setting llc.groups: 'hidden.weight[5-2]': 5-2 ends before it "
            + "begins",
        "llc.samples | 0-5+4-9 | setting llc.samples = '0-5+4-9': 0-5 and 4-9 overlap",
        "llc.samples | , | setting llc.samples = ',': '' is no range such as 0-499",
        "llc.samples | 0-9,00-9 | setting llc.samples = '0-9,00-9': 0-9 is there twice",
        "llc.samples | 0-9, 0-9 | setting llc.samples = '0-9, 0-9': 0-9 is there twice",
        "llc.samples | 0-4+15-19,15-19+0-4 | setting llc.samples = '0-4+15-19,15-19+0-4': 15-19+0-4 is there "
            + "twice",
        "llc.samples | 5-20 | setting llc.samples: 5-20 goes beyond the 20 samples of the training probe",
        "llc.samples | 7-3 | setting llc.samples = '7-3': 7-3 ends before it begins",
        "llc.samples | all | setting llc.samples = 'all': 'all' is no range such as 0-499",
      })
  void whatDoesNotExistOrIsThereTwiceIsNamed(String setting, String value, String message) {
    // Given / When / Then
    assertThatThrownBy(() -> measure(quadratic, setting, value))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "*, a, true",
    "a*b, ab, true",
    "a*b, axxb, true",
    "a*b, axxbc, false",
    "*.bias, hidden.bias, true",
    "*a*a*, banana, true",
    "*nab, banana, false",
    "a.b, aXb, false",
    "a, ab, false",
  })
  void asterisksStandForAnyCharacters(String pattern, String name, boolean matches) {
    // Given
    ParameterLayout one = new ParameterLayout(List.of(new Entry(name, List.of(1), 0)));

    // When / Then
    if (matches) {
      assertThat(ParameterGroups.of(one, "llc.groups", pattern)).containsKey(pattern);
    } else {
      assertThatThrownBy(() -> ParameterGroups.of(one, "llc.groups", pattern))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  @Timeout(10)
  void manyAsterisksTakeNoLonger() {
    // Given
    ParameterLayout one =
        new ParameterLayout(List.of(new Entry("a".repeat(10_000), List.of(1), 0)));

    // When / Then
    assertThatThrownBy(() -> ParameterGroups.of(one, "llc.groups", "*a".repeat(40) + "b"))
        .isInstanceOf(InvalidInputException.class);
  }

  /** A loss that may not be computed: the budget is checked before anything is sampled. */
  @Test
  void budgetThatLeavesNoDrawToAPartIsRefusedBeforeSampling() {
    // Given
    AnalyticLoss untouchable =
        new AnalyticLoss(
            layout,
            20,
            (w, i, gradient) -> {
              throw new AssertionError("sampled");
            },
            new double[CURVATURES.length]);
    Settings settings =
        settings(
            "llc.budget", 100, "llc.burn-in", 49, "llc.groups", "layers", "llc.samples", "0-9");

    // When / Then
    assertThatThrownBy(() -> Statistics.byName("llc").measure(Problems.of(untouchable), settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "setting llc.budget = '100' leaves no draw to each of 3 refined LLCs (llc.groups,"
                + " llc.samples): burn-in and one draw take 51 steps");
  }
}
