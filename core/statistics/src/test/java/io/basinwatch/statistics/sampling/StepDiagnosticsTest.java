package io.basinwatch.statistics.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.sampling.StepDiagnostics.Quality;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepDiagnosticsTest {
  private static final double TEMPERATURE = 20;
  private static final double LOCALIZATION = 3;
  private static final double STEP = 0.03; // eps a = 3.1 for the larger curvature

  private final AnalyticLoss quadratic = AnalyticLoss.quadratic(new double[] {1, 5}, 0.5, -1);
  private final AnalyticLoss quartic =
      AnalyticLoss.of(
          (w, gradient) -> {
            gradient[0] += 4 * Math.pow(w[0], 3);
            return Math.pow(w[0], 4);
          },
          0);

  private static Target target(AnalyticLoss loss) {
    Posterior posterior = new Posterior(loss.checkpoint(), TEMPERATURE, LOCALIZATION);
    return new Target(loss, posterior, ExcessLoss.of(loss));
  }

  private static Quality mean(SamplerKind kind, AnalyticLoss loss, double at, double stepSize) {
    StepDiagnostics diagnostics = new StepDiagnostics(kind, target(loss), 1);
    RandomStream random = RandomStream.of(Problems.SEED, 3);
    ChainState state = ChainState.at(loss, loss.checkpoint());
    state.position.set(0, at);
    int repeats = 2000;
    double mala = 0;
    double acceptance = 0;
    double heat = 0;
    for (int i = 0; i < repeats; i++) {
      Quality quality = diagnostics.at(state, stepSize, random);
      mala += quality.malaAcceptance() / repeats;
      acceptance += quality.acceptance() / repeats;
      heat += quality.heat() / repeats;
    }
    return new Quality(mala, acceptance, 0, 0, heat);
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"MALA", "HMC"},
      mode = EnumSource.Mode.EXCLUDE)
  void errorsOnAQuadraticDoNotCount(SamplerKind kind) {
    // Given / When
    Quality quality = mean(kind, quadratic, 0.8, STEP / kind.largestScale());

    // Then
    assertThat(quality.acceptance()).isCloseTo(1, within(1e-9));
    assertThat(quality.heat()).isCloseTo(0, within(1e-9));
    assertThat(quality.malaAcceptance()).isLessThan(0.9);
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"MALA", "HMC"})
  void theyCountForMetropolis(SamplerKind kind) {
    // Given / When
    Quality quality = mean(kind, quadratic, 0.8, STEP);

    // Then
    assertThat(quality.acceptance()).isEqualTo(quality.malaAcceptance()).isLessThan(0.9);
    assertThat(quality.heat()).isZero();
  }

  @Test
  void whatIsNoQuadraticCounts() {
    // Given: U = 20 w^4 + 1.5 w^2
    double at = 0.1;
    double stepSize = 0.1;

    // When
    Quality quality = mean(SamplerKind.BAOAB, quartic, at, stepSize);

    // Then
    double accepted = ofTheQuartic(at, stepSize, error -> Math.exp(-error / 2));
    double kept = Math.exp(-2 * Math.sqrt(stepSize * LOCALIZATION));
    double heat =
        ofTheQuartic(at, stepSize, error -> error * Math.tanh(error / 2)) / (1 - kept * kept);
    assertThat(quality.acceptance()).isCloseTo(accepted, within(0.02)).isLessThan(0.95);
    assertThat(quality.heat()).isCloseTo(heat, within(0.1 * heat));
  }

  /** Of |e|, by quadrature over the momentum. */
  private static double ofTheQuartic(double w, double stepSize, DoubleUnaryOperator part) {
    double h = Math.sqrt(stepSize);
    double width = 0.001;
    double sum = 0;
    for (double p = -8; p < 8; p += width) {
      double after = w + h * (p - h / 2 * slope(w));
      double momentum = p - h / 2 * (slope(w) + slope(after));
      double error = energy(after) + momentum * momentum / 2 - energy(w) - p * p / 2;
      error -= stepSize / 8 * (Math.pow(slope(after), 2) - Math.pow(slope(w), 2));
      sum += Math.exp(-p * p / 2) * part.applyAsDouble(Math.abs(error)) * width;
    }
    return sum / Math.sqrt(2 * Math.PI);
  }

  private static double energy(double w) {
    return TEMPERATURE * Math.pow(w, 4) + LOCALIZATION / 2 * w * w;
  }

  private static double slope(double w) {
    return 4 * TEMPERATURE * Math.pow(w, 3) + LOCALIZATION * w;
  }

  /** Probes larger than the samples that judge; what those add themselves is taken out. */
  @ParameterizedTest
  @EnumSource(names = {"SGLD", "BAOAB"})
  void aPartOfALargeProbeJudgesLikeAllOfIt(SamplerKind kind) {
    // Given
    double[] curvatures = {1, 0.5};
    double[] spread = {27, 90};
    int samples = 16_384;
    AnalyticLoss loss = AnalyticLoss.scattered(curvatures, spread, samples);
    StepDiagnostics diagnostics = new StepDiagnostics(kind, target(loss), 2048);
    RandomStream random = RandomStream.of(Problems.SEED, 3);
    ChainState state = ChainState.at(loss, loss.checkpoint());
    state.position.set(0, 0.8);
    int repeats = 400;
    double noiseRatio = 0;
    double stepBias = 0;

    // When
    for (int i = 0; i < repeats; i++) {
      diagnostics.drawJudges(random);
      Quality quality = diagnostics.at(state, STEP, random);
      noiseRatio += quality.noiseRatio() / repeats;
      stepBias += quality.stepBias() / repeats;
    }

    // Then
    double variance = (27 * 27 + 45 * 45) / 2.0 * (1.0 / 2048 - 1.0 / samples);
    double heating = kind.heating(STEP, LOCALIZATION);
    double bias = kind.hasStepBias() ? STEP / 8 * TEMPERATURE * 0.8 * (TEMPERATURE + 3) * 0.8 : 0;
    assertThat(noiseRatio)
        .as("seed %d", Problems.SEED)
        .isCloseTo(heating * STEP * 100 * variance, within(0.15 * heating * STEP * 100 * variance));
    assertThat(stepBias).as("seed %d", Problems.SEED).isCloseTo(bias, within(0.25 * bias + 1e-12));
  }

  @Test
  void theLargestCurvatureIsFound() {
    // Given
    Target target = target(quadratic);
    LargestCurvature curvature = new LargestCurvature(target, RandomStream.of(Problems.SEED, 5));
    ChainState state = ChainState.at(quadratic, quadratic.checkpoint());
    target.trajectory().evaluate(state);

    // When
    double found = 0;
    for (int i = 0; i < 8; i++) {
      found = curvature.at(state, 0.1);
    }

    // Then: 20 * 5 + 3
    assertThat(found).isCloseTo(103, within(1e-3));
  }
}
