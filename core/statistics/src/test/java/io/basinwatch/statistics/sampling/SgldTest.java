package io.basinwatch.statistics.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SgldTest {
  private static final double STEP = 0.01;
  private static final double TEMPERATURE = 20;
  private static final double LOCALIZATION = 3;

  private final AnalyticLoss loss = AnalyticLoss.quadratic(new double[] {1, 5}, 0.5, -1);
  private final Target target =
      new Target(
          loss, new Posterior(loss.checkpoint(), TEMPERATURE, LOCALIZATION), ExcessLoss.of(loss));

  private static ParameterVector at(AnalyticLoss loss, double... values) {
    ParameterVector w = loss.zeros();
    w.assign(values);
    return w;
  }

  @Test
  void withoutItsNoiseAStepIsGradientDescent() {
    // Given
    ChainState state = ChainState.at(loss, at(loss, 0.7, -1.2));
    ParameterVector noise = loss.zeros();
    noise.fillNormal(RandomStream.of(Problems.SEED, 7));

    // When
    double excess = new Sgld(target, STEP, 1).step(state, RandomStream.of(Problems.SEED, 7));
    state.position().addScaled(-Math.sqrt(STEP), noise);

    // Then: w - (eps/2) (n beta h + gamma) (w - w*)
    assertThat(excess).isCloseTo(0.5 * 0.04 + 2.5 * 0.04, within(1e-12));
    assertThat(state.position().get(0)).isCloseTo(0.7 - STEP / 2 * (20 + 3) * 0.2, within(1e-12));
    assertThat(state.position().get(1))
        .isCloseTo(-1.2 - STEP / 2 * (100 + 3) * -0.2, within(1e-12));
  }

  @Test
  void sameStreamSameChain() {
    // Given
    ChainState one = ChainState.at(loss, loss.checkpoint());
    ChainState two = ChainState.at(loss, loss.checkpoint());
    RandomStream first = RandomStream.of(1, 2);
    RandomStream second = RandomStream.of(1, 2);

    // When
    for (int i = 0; i < 50; i++) {
      new Sgld(target, STEP, 1).step(one, first);
    }
    Sgld sampler = new Sgld(target, STEP, 1);
    for (int i = 0; i < 50; i++) {
      sampler.step(two, second);
    }

    // Then: the sampler itself carries nothing from step to step
    assertThat(two.position().toArray()).isEqualTo(one.position().toArray());
  }

  /** Acceptance from the definition: the two proposal densities written out. */
  @Test
  void acceptanceAgreesWithTheHandCalculation() {
    // Given
    double[] w = {0.9, -0.8};
    double stepSize = 0.03;
    Trajectory proposal = new Trajectory(target);

    // When
    double acceptance =
        proposal.propose(
            ChainState.at(loss, at(loss, w)), stepSize, 1, RandomStream.of(Problems.SEED, 3));

    // Then
    double[] moved = proposal.position.toArray();
    double logRatio =
        energy(w)
            - energy(moved)
            + logProposal(moved, w, stepSize)
            - logProposal(w, moved, stepSize);
    assertThat(acceptance).isCloseTo(Math.min(1, Math.exp(logRatio)), within(1e-12));
    assertThat(logRatio).isNotZero();
  }

  private static double energy(double[] w) {
    double x = w[0] - 0.5;
    double y = w[1] + 1;
    return TEMPERATURE * (x * x / 2 + 5 * y * y / 2) + LOCALIZATION / 2 * (x * x + y * y);
  }

  /** ln q(to | from), up to a constant. */
  private static double logProposal(double[] from, double[] to, double stepSize) {
    double[] slope = {(from[0] - 0.5) * (20 + 3), (from[1] + 1) * (100 + 3)};
    double sum = 0;
    for (int i = 0; i < 2; i++) {
      double distance = to[i] - from[i] + stepSize / 2 * slope[i];
      sum -= distance * distance / (2 * stepSize);
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"MALA", "HMC"},
      mode = EnumSource.Mode.EXCLUDE)
  void noiseRatioOfAKnownGradientNoise(SamplerKind kind) {
    // Given: l_i = s_i w with s_i = +-1 in turn, so that Var[g_B] = 1/|B|
    int samples = 1000;
    AnalyticLoss signs =
        new AnalyticLoss(
            AnalyticLoss.vector(1),
            samples,
            (w, i, gradient) -> {
              double sign = i % 2 == 0 ? 1 : -1;
              gradient[0] += sign;
              return sign * w[0];
            },
            0);
    Posterior posterior = new Posterior(signs.checkpoint(), TEMPERATURE, LOCALIZATION);
    StepDiagnostics diagnostics =
        new StepDiagnostics(kind, new Target(signs, posterior, ExcessLoss.of(signs)), 10);
    ChainState state = ChainState.at(signs, signs.checkpoint());
    state.squares().set(0, 0.16);
    RandomStream random = RandomStream.of(Problems.SEED, 4);

    // When
    double sum = 0;
    int repeats = 4000;
    for (int i = 0; i < repeats; i++) {
      diagnostics.drawJudges(random);
      sum += diagnostics.at(state, STEP, random).noiseRatio() / repeats;
    }

    // Then: eps (n beta)^2 (1/10) / 4 of SGLD
    double truth = noiseFactor(kind) * STEP * TEMPERATURE * TEMPERATURE * 0.1 / 4;
    assertThat(sum).isCloseTo(truth, within(0.1 * truth));
  }

  /** (1 + c)/(1 - c), c being what is kept of the momentum; G = 1/(0.1 + 0.4). */
  private static double noiseFactor(SamplerKind kind) {
    double kept =
        switch (kind) {
          case BAOAB -> Math.exp(-2 * Math.sqrt(STEP * LOCALIZATION));
          case SGNHT -> Math.exp(-0.1);
          default -> 0;
        };
    return kind == SamplerKind.RMSPROP_SGLD ? 2 : (1 + kept) / (1 - kept);
  }
}
