package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Estimate.Diagnostic.Text;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** y = x w with unit Gaussian noise: w* is the minimum over n samples, the probe has m of them. */
class ProbeBiasTest {

  /**
   * A probe at the minimum of the whole training set.
   *
   * @param x (m)
   * @param residuals (m), at w*
   */
  private record Probe(double[] x, double[] residuals, double t, double gamma) {

    /** w* is the origin: l_i = (r_i - x_i w)^2 / 2. */
    AnalyticLoss loss() {
      return new AnalyticLoss(
          AnalyticLoss.vector(1),
          x.length,
          (w, i, gradient) -> {
            double residual = residuals[i] - x[i] * w[0];
            gradient[0] -= residual * x[i];
            return residual * residual / 2;
          },
          0);
    }

    /** By the Gaussian that the posterior is: t E[g u + h u^2 / 2] at u = w - w*. */
    double llc() {
      double u = -t * slope() / precision();
      return t * (slope() * u + curvature() / 2 * (u * u + 1 / precision()));
    }

    /** (t/2) mean_i Var_w l_i. */
    double singularFluctuation() {
      double u = -t * slope() / precision();
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        double residual = residuals[i] - x[i] * u;
        double spread = x[i] * x[i] / precision();
        sum += residual * residual * spread + spread * spread / 2;
      }
      return t / 2 * sum / x.length;
    }

    private double curvature() {
      return mean(x, x);
    }

    private double slope() {
      return -mean(x, residuals);
    }

    private double precision() {
      return t * curvature() + gamma;
    }
  }

  private static double mean(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum / a.length;
  }

  /** All n samples; the first m of them in an order of chance are a probe. */
  private static final class TrainingSet {
    private final double[] x;
    private final double[] residuals;
    private final RandomStream random = RandomStream.of(SEED, 3);

    TrainingSet(int n) {
      x = Networks.normals(n, 71);
      residuals = Networks.normals(n, 72);
      double minimum = mean(x, residuals) / mean(x, x);
      for (int i = 0; i < n; i++) {
        residuals[i] -= minimum * x[i];
      }
    }

    Probe probe(int m, double gamma) {
      double[] probeX = new double[m];
      double[] probeResiduals = new double[m];
      for (int i = 0; i < m; i++) {
        int j = i + random.nextInt(x.length - i);
        swap(x, i, j);
        swap(residuals, i, j);
        probeX[i] = x[i];
        probeResiduals[i] = residuals[i];
      }
      return new Probe(probeX, probeResiduals, x.length / Math.log(x.length), gamma);
    }

    /** The first with an LLC between two values: probes of one parameter differ widely. */
    Probe probe(int m, double gamma, double least, double most) {
      return Stream.generate(() -> probe(m, gamma))
          .filter(probe -> probe.llc() > least && probe.llc() < most)
          .findFirst()
          .orElseThrow();
    }

    private static void swap(double[] values, int i, int j) {
      double value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }

  /** Where localization holds w as the loss does, t h = gamma, one and a half times as much. */
  @ParameterizedTest
  @CsvSource({"0, 1", "144.8, 1.5"})
  void probesLackWhatTheSingularFluctuationSays(double gamma, double times) {
    // Given
    int n = 1000;
    int m = 200;
    int probes = 20_000;
    TrainingSet set = new TrainingSet(n);
    double whole = set.probe(n, gamma).llc();

    // When
    double lacking = 0;
    double squares = 0;
    double predicted = 0;
    for (int i = 0; i < probes; i++) {
      Probe probe = set.probe(m, gamma);
      double shift = whole - probe.llc();
      lacking += shift / probes;
      squares += shift * shift / probes;
      predicted += ProbeBias.of(m, n, probe.t(), probe.singularFluctuation()).lost() / probes;
    }

    // Then
    double error = Math.sqrt((squares - lacking * lacking) / probes);
    assertThat(error).isLessThan(0.015 * lacking);
    assertThat(lacking / predicted).as("seed %d", SEED).isCloseTo(times, within(0.06));
  }

  @Test
  void aChainMeasuresIt() {
    // Given
    int n = 10_000;
    int m = 2500;
    Probe probe = new TrainingSet(n).probe(m, 20, 0.2, 0.5);

    // When
    Estimate estimate = measure("llc", Problems.of(probe.loss(), n, 2), "llc.draws", 10_000);

    // Then
    double value = estimate.value().getAsDouble();
    double lost = ProbeBias.of(m, n, probe.t(), probe.singularFluctuation()).lost();
    assertThat(value).as("seed %d", SEED).isCloseTo(probe.llc(), within(0.03));
    assertThat(estimate.number("probe-bias").getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(lost / (value + lost), within(0.04));
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason())
        .matches(
            "a probe of 2500 of the n = 10000 samples makes the value too small by 0\\.\\d+ or"
                + " more: take a larger one");
  }

  /** Of 60 samples, which differ: most of the LLC is lost, and its error hardly matters. */
  @Test
  void drawsEndWhereItHidesTheirError() {
    // Given
    int n = 240;
    Probe probe = new TrainingSet(n).probe(60, 20, 0.1, 0.3);

    // When
    Estimate small = measure("llc", Problems.of(probe.loss(), n, 2));
    Estimate alone = measure("llc", Problems.of(probe.loss(), 60, 2));

    // Then
    double lost = ProbeBias.of(60, n, probe.t(), probe.singularFluctuation()).lost();
    assertThat(small.reason()).as("seed %d", SEED).startsWith("a probe of 60 of the n = 240");
    assertThat(small.diagnostics()).containsEntry("ended-by", new Text("standard-error"));
    assertThat(small.standardError().getAsDouble())
        .isBetween(0.015 * small.value().getAsDouble(), 0.3 * lost);
    assertThat(small.number("draws").getAsDouble())
        .isLessThan(alone.number("draws").getAsDouble() / 4);
  }

  @Test
  void aValueBelowZeroMayBeItsDoing() {
    // Given
    int n = 60_000;
    Probe probe = new TrainingSet(n).probe(512, 20, -5, -1);
    AnalyticLoss slope =
        new AnalyticLoss(
            AnalyticLoss.vector(1),
            512,
            (w, i, gradient) -> {
              gradient[0] += 1 + i / 512.0;
              return (1 + i / 512.0) * w[0];
            },
            0);

    // When
    Estimate small = measure("llc", Problems.of(probe.loss(), n, 2));
    Estimate early = measure("llc", Problems.of(slope, n, 2));

    // Then
    assertThat(small.value().getAsDouble()).as("seed %d", SEED).isNegative();
    assertThat(small.reason()).startsWith("a probe of 512 of the n = 60000 samples makes ");
    assertThat(early.value().getAsDouble()).isNegative();
    assertThat(early.reason()).startsWith("the value is negative, 100 % of the draws lie below ");
  }

  @Test
  void aProbeOfAllSamplesHasNone() {
    // Given
    Probe probe = new TrainingSet(500).probe(500, 20);

    // When
    Estimate estimate = measure("llc", Problems.of(probe.loss(), 500, 2));

    // Then
    assertThat(estimate.number("probe-bias").getAsDouble()).isZero();
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }
}
