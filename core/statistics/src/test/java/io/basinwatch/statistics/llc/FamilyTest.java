package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Statistics;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.Workers;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import io.basinwatch.statistics.testing.ReducedRank;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyTest {

  private static Map<String, Estimate> measure(Problem problem, Object... namesAndValues) {
    return Statistics.byName("llc").measure(problem, settings(namesAndValues)).stream()
        .collect(Collectors.toMap(Estimate::statistic, Function.identity()));
  }

  /** y = x w with unit Gaussian noise, at the least-squares solution: regular, d = 4. */
  private static AnalyticLoss linearRegression(int samples) {
    return linearRegression(samples, 1);
  }

  private static AnalyticLoss linearRegression(int samples, double noise) {
    int d = 4;
    double[] x = Networks.normals(samples * d, 21);
    double[] y = Networks.normals(samples, 22);
    AnalyticLoss.SampleLoss loss =
        (w, i, gradient) -> {
          double residual = -noise * y[i];
          for (int k = 0; k < d; k++) {
            residual += w[k] * x[i * d + k];
          }
          for (int k = 0; k < d; k++) {
            gradient[k] += residual * x[i * d + k];
          }
          return residual * residual / 2;
        };
    double[] w = new double[d];
    for (int step = 0; step < 500; step++) {
      double[] gradient = new double[d];
      for (int i = 0; i < samples; i++) {
        loss.at(w, i, gradient);
      }
      for (int k = 0; k < d; k++) {
        w[k] -= 0.5 * gradient[k] / samples;
      }
    }
    return new AnalyticLoss(AnalyticLoss.vector(d), samples, loss, w);
  }

  @Test
  void bayesLossesThatRestOnFewDrawsAreNotBelieved() {
    // Given
    Problem problem = Problems.of(linearRegression(1000, 10));

    // When
    Map<String, Estimate> family = measure(problem, "llc.draws", 500);

    // Then
    Estimate waic = family.get("waic");
    assertThat(waic.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(waic.reason())
        .startsWith("too few draws for losses that vary so much: about ")
        .doesNotContain("\n");
    assertThat(family.get("singular-fluctuation").verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @Test
  void regularModelHasHalfItsParameters() {
    // Given
    int n = 1000;
    Problem problem = Problems.of(linearRegression(n));

    // When
    Map<String, Estimate> family =
        measure(
            problem,
            "llc.sampler",
            "hmc",
            "llc.inverse-temperature",
            n,
            "llc.localization",
            0,
            "llc.step-size",
            5e-4,
            "llc.draws",
            1500,
            "llc.steps-between-draws",
            1);

    // Then: lambda = nu = d/2 at beta = 1, the latter as the squared residuals' mean goes to 1
    assertThat(family.get("llc").value().getAsDouble()).isCloseTo(2, within(0.1));
    assertThat(family.get("singular-fluctuation").value().getAsDouble()).isCloseTo(2, within(0.2));
    assertThat(family.get("singular-fluctuation").standardError().getAsDouble())
        .isBetween(0.005, 0.1);
    assertThat(family.get("llc").verdict()).isEqualTo(Verdict.CONVERGED);
    assertThat(family.get("wbic").verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(family.get("wbic").reason()).startsWith("defined at n beta = n / ln n = 144.76");
  }

  @Test
  void onesOfOneSamplingAgree() {
    // Given
    int n = 1000;
    Problem problem = Problems.of(linearRegression(n));

    // When
    Map<String, Estimate> family = measure(problem);

    // Then
    Estimate llc = family.get("llc");
    double lambda = llc.value().getAsDouble();
    double loss = llc.number("loss-at-checkpoint").getAsDouble();
    assertThat(family.keySet()).containsExactlyInAnyOrderElementsOf(Family.NAMES);
    assertThat(family.get("wbic").value().getAsDouble())
        .isCloseTo(n * llc.number("mean-loss").getAsDouble(), within(1e-9));
    assertThat(family.get("free-energy").value().getAsDouble())
        .isCloseTo(n * loss + lambda * Math.log(n), within(1e-9));
    assertThat(family.values())
        .allSatisfy(
            estimate -> {
              assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
              assertThat(estimate.standardError().getAsDouble()).isPositive();
              assertThat(estimate.settings()).isEqualTo(llc.settings());
              assertThat(estimate.number("dataset-size")).hasValue(n);
              assertThat(estimate.number("probe-size")).hasValue(n);
            });
  }

  @Test
  void anImpreciseLlcIsAnImpreciseFreeEnergy() {
    // Given
    Problem problem = Problems.of(AnalyticLoss.quadratic(new double[] {1}, 0));

    // When
    Map<String, Estimate> family =
        measure(problem, "llc.sampler", "hmc", "llc.draws", 60, "llc.steps-between-draws", 1);

    // Then
    String reason = family.get("llc").reason();
    assertThat(reason).startsWith("standard error 0.");
    assertThat(family.get("wbic").reason()).isEqualTo("llc: " + reason);
    assertThat(family.get("free-energy").reason()).isEqualTo("llc: " + reason);
    assertThat(family.get("waic").verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @Test
  void anLlcOfASmallProbeIsNoReasonToDoubtWaic() {
    // Given
    Problem problem = Problems.of(linearRegression(100), 10_000, 2);

    // When
    Map<String, Estimate> family = measure(problem, "llc.sampler", "hmc");

    // Then
    assertThat(family.get("llc").reason()).startsWith("a probe of 100 of the n = 10000 samples");
    assertThat(family.get("wbic").reason()).startsWith("llc: a probe of 100 ");
    assertThat(family.get("free-energy").reason()).startsWith("llc: a probe of 100 ");
    assertThat(family.get("waic").verdict()).isEqualTo(Verdict.CONVERGED);
    assertThat(family.get("singular-fluctuation").verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @Test
  void chainsAndTheirTraceAreInTheResult() {
    // Given
    Problem problem = Problems.of(linearRegression(200), 200, 2);

    // When
    Estimate llc =
        measure(problem, "llc.burn-in", 100, "llc.draws", 150, "llc.chains", 3).get("llc");

    // Then: 50 blocks of the burn-in and 150 draws, by twos
    double[] values = series(llc, "chain-values");
    double[] trace = series(llc, "loss-trace");
    assertThat(values).hasSize(3).doesNotHaveDuplicates();
    assertThat(mean(values)).isCloseTo(llc.value().getAsDouble(), within(1e-12));
    assertThat(trace).hasSize(100);
    assertThat(mean(Arrays.copyOfRange(trace, 25, 100)))
        .isCloseTo(llc.number("mean-loss").getAsDouble(), within(1e-12));
    assertThat(llc.number("fraction-below").getAsDouble()).isZero();
  }

  private static double[] series(Estimate estimate, String name) {
    return ((Estimate.Diagnostic.Series) estimate.diagnostics().get(name)).values();
  }

  /** What is published against what the losses of single samples, as they were seen, give. */
  @ParameterizedTest
  @ValueSource(longs = {300, 5000})
  void theFamilyIsWhatItsObservationsGive(long n) {
    // Given: m of the n samples
    int m = 300;
    List<double[]> seen = new ArrayList<>();
    LossFunction loss = keeping(seen, linearRegression(m));

    // When
    Map<String, Estimate> family =
        measure(Problems.of(loss, n, 1), "llc.draws", 40, "llc.chains", 3);

    // Then
    double t = n / Math.log(n);
    List<double[]> draws = seen.subList(1, seen.size()); // after those at w*
    double bayes = 0;
    double gibbs = 0;
    double variance = 0;
    for (int i = 0; i < m; i++) {
      int sample = i;
      double[] losses = draws.stream().mapToDouble(draw -> draw[sample]).toArray();
      double mean = Arrays.stream(losses).average().orElseThrow();
      bayes -= Math.log(Arrays.stream(losses).map(l -> Math.exp(-l)).average().orElseThrow());
      gibbs += mean;
      variance +=
          Arrays.stream(losses).map(l -> (l - mean) * (l - mean)).sum() / (draws.size() - 1);
    }
    Estimate waic = family.get("waic");
    assertThat(waic.number("observations").getAsDouble()).isEqualTo(draws.size());
    assertThat(waic.number("bayes-training-loss").getAsDouble()).isCloseTo(bayes / m, within(1e-9));
    assertThat(waic.number("gibbs-training-loss").getAsDouble()).isCloseTo(gibbs / m, within(1e-9));
    assertThat(waic.number("functional-variance").getAsDouble())
        .isCloseTo(variance * n / m, within(1e-7));
    assertThat(family.get("singular-fluctuation").value().getAsDouble())
        .isCloseTo(t / 2 * variance / m, within(1e-7));
    double beta = t / m; // of each sample in the density that chains sample
    double apart = 2 * beta * (gibbs - bayes) / m;
    assertThat(waic.value().getAsDouble()).isCloseTo((bayes + beta * variance) / m, within(1e-9));
    assertThat(waic.number("predicted-bayes-generalization-loss").getAsDouble())
        .isCloseTo(bayes / m + apart, within(1e-9));
    assertThat(waic.number("predicted-gibbs-generalization-loss").getAsDouble())
        .isCloseTo(gibbs / m + apart, within(1e-9));
  }

  /** Keeps the losses of single samples whenever they are asked for, on one thread. */
  private static LossFunction keeping(List<double[]> seen, LossFunction loss) {
    return (LossFunction)
        Proxy.newProxyInstance(
            LossFunction.class.getClassLoader(),
            new Class<?>[] {LossFunction.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(loss, arguments);
              if (method.getName().equals("sampleLosses")) {
                seen.add(((double[]) arguments[2]).clone());
              }
              return result instanceof LossFunction fork ? keeping(seen, fork) : result;
            });
  }

  /** Where a probe is large, a loss of all its samples is dear beside a minibatch's step. */
  @Test
  void eachChainIsObservedAFewTimesHoweverLargeTheProbe() {
    // Given
    Problem problem = Problems.of(linearRegression(20_000));

    // When
    Map<String, Estimate> family =
        measure(problem, "llc.step-size", 1e-5, "llc.batch-size", 16, "llc.draws", 64);
    Map<String, Estimate> brief =
        measure(problem, "llc.step-size", 1e-5, "llc.batch-size", 16, "llc.draws", 4);

    // Then
    assertThat(family.get("waic").number("observations").getAsDouble()).isEqualTo(4 * 9);
    assertThat(brief.get("singular-fluctuation").number("observations").getAsDouble())
        .isEqualTo(4 * 4);
    assertThat(brief.get("singular-fluctuation").verdict()).isEqualTo(Verdict.NOT_CONVERGED);
  }

  /** One batch of each chain, or eight. */
  @Test
  void manyChainsHaveTheErrorOfFewLongOnes() {
    // Given
    Problem problem = Problems.of(linearRegression(200));

    // When
    Estimate few = nu(problem, "llc.chains", 4, "llc.draws", 1000);
    Estimate many = nu(problem, "llc.chains", 100, "llc.draws", 40);

    // Then
    assertThat(many.standardError().getAsDouble() / few.standardError().getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.6, 1.6);
  }

  private static Estimate nu(Problem problem, Object... settings) {
    return measure(problem, settings).get("singular-fluctuation");
  }

  /** V = 2 nu/beta, so that their errors are in the same proportion. */
  @Test
  void functionalVarianceHasTheErrorOfTheSingularFluctuation() {
    // Given
    int n = 1000;
    Problem problem = Problems.of(linearRegression(n));

    // When
    Map<String, Estimate> family = measure(problem, "llc.draws", 60);

    // Then
    Estimate nu = family.get("singular-fluctuation");
    Estimate waic = family.get("waic");
    double factor = 2 * Math.log(n);
    assertThat(waic.number("functional-variance").getAsDouble())
        .isCloseTo(factor * nu.value().getAsDouble(), within(1e-9));
    assertThat(waic.number("functional-variance-error").getAsDouble())
        .isPositive()
        .isCloseTo(factor * nu.standardError().getAsDouble(), within(1e-9));
  }

  /**
   * Bayes and Gibbs errors on new data, predicted from the training data and measured: losses less
   * that at the true parameters on the same data.
   */
  @Test
  void equationsOfStateHoldOnReducedRankRegression() {
    // Given
    int n = 400;
    int sets = 8;
    double[] predicted = new double[sets];
    double[] bayes = new double[sets]; // measured less predicted
    double[] gibbs = new double[sets];
    double[] waic = new double[sets]; // less predicted

    // When
    for (int set = 0; set < sets; set++) {
      try (LossFunction train = ReducedRank.ofNoisySamples(2, n, 100 + set);
          LossFunction fresh = ReducedRank.ofNoisySamples(2, 4000, 200 + set)) {
        Estimate estimate = waicWithNewSamples(train, fresh);
        double byBayes = estimate.number("predicted-bayes-generalization-loss").getAsDouble();
        double byGibbs = estimate.number("predicted-gibbs-generalization-loss").getAsDouble();
        double apart = atTheTruth(fresh) - atTheTruth(train);
        predicted[set] = byBayes - atTheTruth(train);
        bayes[set] = estimate.number("heldout-bayes-loss").getAsDouble() - byBayes - apart;
        gibbs[set] = estimate.number("heldout-gibbs-loss").getAsDouble() - byGibbs - apart;
        waic[set] = estimate.value().getAsDouble() - byBayes;
      }
    }

    // Then: what is measured less what is predicted differs by 0.016 from data set to data set
    assertThat(mean(predicted)).as("seed %d", SEED).isBetween(0.015, 0.03);
    assertThat(error(bayes)).isLessThan(0.01);
    assertThat(mean(bayes)).isCloseTo(0, within(0.02));
    assertThat(mean(gibbs)).isCloseTo(0, within(0.02));
    assertThat(mean(waic)).isCloseTo(0, within(0.005));
  }

  private static double atTheTruth(LossFunction loss) {
    return loss.loss(loss.checkpoint(), Minibatch.whole(loss.sampleCount()));
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double error(double[] x) {
    double mean = mean(x);
    double squares = Arrays.stream(x).map(one -> (one - mean) * (one - mean)).sum();
    return Math.sqrt(squares / (x.length - 1) / x.length);
  }

  private static Estimate waicWithNewSamples(LossFunction train, LossFunction fresh) {
    int n = train.sampleCount();
    Problem problem =
        new Problem(train, Optional.of(fresh), Optional.empty(), n, SEED, Workers.of(2));
    return measure(
            problem,
            "llc.inverse-temperature",
            n,
            "llc.localization",
            1,
            "llc.step-size",
            2e-4,
            "llc.sampler",
            "baoab",
            "llc.batch-size",
            n,
            "llc.burn-in",
            3000,
            "llc.draws",
            400,
            "llc.chains",
            2)
        .get("waic");
  }
}
