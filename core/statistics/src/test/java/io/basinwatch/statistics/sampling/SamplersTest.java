package io.basinwatch.statistics.sampling;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.testing.AnalyticLoss;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every sampler: its map without noise by hand, and a quadratic whose stationary law is known. */
class SamplersTest {
  private static final double TEMPERATURE = 20;
  private static final double LOCALIZATION = 3;
  private static final double[] CURVATURES = {0.2, 1, 5};
  private static final double STEP = 0.006; // eps a = 0.62 for the largest

  private final AnalyticLoss loss = AnalyticLoss.quadratic(CURVATURES, 0.5, -1, 2);
  private final Target target =
      new Target(
          loss, new Posterior(loss.checkpoint(), TEMPERATURE, LOCALIZATION), ExcessLoss.of(loss));

  private ChainState start() {
    ParameterVector w = loss.zeros();
    w.assign(new double[] {0.7, -1.2, 2.1});
    return ChainState.at(loss, w);
  }

  /** Numbers that a stream gives to a vector as its n-th. */
  private ParameterVector noise(int before) {
    RandomStream random = RandomStream.of(SEED, 7);
    ParameterVector noise = loss.zeros();
    for (int i = 0; i <= before; i++) {
      noise.fillNormal(random);
    }
    return noise;
  }

  private double slope(int i, double w) {
    return (TEMPERATURE * CURVATURES[i] + LOCALIZATION) * (w - loss.checkpoint().get(i));
  }

  @Test
  void rmspropScalesEachParameter() {
    // Given
    ChainState state = start();

    // When
    new RmspropSgld(target, STEP, 1).step(state, RandomStream.of(SEED, 7));

    // Then: v = 0.01 g^2, G = 1/(0.1 + sqrt v)
    for (int i = 0; i < 3; i++) {
      double at = start().position().get(i);
      double gradient = CURVATURES[i] * (at - loss.checkpoint().get(i));
      double scale = 1 / (0.1 + 0.1 * Math.abs(gradient));
      double moved =
          at - STEP / 2 * scale * slope(i, at) + Math.sqrt(STEP * scale) * noise(0).get(i);
      assertThat(state.position().get(i)).isCloseTo(moved, within(1e-12));
    }
  }

  @Test
  void baoabKeepsPartOfItsMomentum() {
    // Given
    ChainState state = start();

    // When
    new Baoab(target, STEP, 1).step(state, RandomStream.of(SEED, 7));

    // Then: critical damping of what localization alone holds
    double h = Math.sqrt(STEP);
    double c = Math.exp(-2 * h * Math.sqrt(LOCALIZATION));
    for (int i = 0; i < 3; i++) {
      double at = start().position().get(i);
      double kicked = noise(0).get(i) - h * slope(i, at);
      double kept = c * kicked + Math.sqrt(1 - c * c) * noise(1).get(i);
      assertThat(state.position().get(i)).isCloseTo(at + h / 2 * (kicked + kept), within(1e-12));
    }
    assertThat(SamplerKind.BAOAB.diffusion(new Tuning(STEP, 1, 1), LOCALIZATION))
        .isCloseTo((1 + c) / (1 - c), within(1e-12));
  }

  @Test
  void sgnhtMovesItsMomentumAndLearnsItsFriction() {
    // Given
    ChainState state = start();

    // When
    new Sgnht(target, STEP, 1).step(state, RandomStream.of(SEED, 7));

    // Then
    double h = Math.sqrt(STEP);
    double spread = Math.sqrt(1 - Math.exp(-0.2));
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double at = start().position().get(i);
      double kicked = noise(0).get(i) - h * slope(i, at);
      double kept = Math.exp(-0.1) * kicked + spread * noise(1).get(i);
      assertThat(state.position().get(i)).isCloseTo(at + h / 2 * (kicked + kept), within(1e-12));
      squares += kept * kept;
    }
    assertThat(state.friction).isCloseTo(0.1 + STEP * (squares / 3 - 1), within(1e-12));
  }

  @Test
  void hmcFollowsTheLeapfrog() {
    // Given
    ChainState state = start();
    Trajectory trajectory = new Trajectory(target);

    // When
    double acceptance = trajectory.propose(state, STEP, 3, RandomStream.of(SEED, 7));

    // Then
    double h = Math.sqrt(STEP);
    double before = 0;
    double after = 0;
    for (int i = 0; i < 3; i++) {
      double a = TEMPERATURE * CURVATURES[i] + LOCALIZATION;
      double w = state.position().get(i);
      double p = noise(0).get(i);
      before += p * p / 2 + a * Math.pow(w - loss.checkpoint().get(i), 2) / 2;
      for (int step = 0; step < 3; step++) {
        p -= h / 2 * slope(i, w);
        w += h * p;
        p -= h / 2 * slope(i, w);
      }
      after += p * p / 2 + a * Math.pow(w - loss.checkpoint().get(i), 2) / 2;
      assertThat(trajectory.position.get(i)).isCloseTo(w, within(1e-12));
    }
    assertThat(acceptance).isCloseTo(Math.min(1, Math.exp(before - after)), within(1e-12));
    assertThat(before).isNotCloseTo(after, within(1e-4));
  }

  /** lambda = sum t_i v_i/2 with v_i the stationary variance of w_i. */
  @ParameterizedTest
  @EnumSource(SamplerKind.class)
  void quadraticHasItsStationaryLaw(SamplerKind kind) {
    // Given
    Sampler sampler = kind.on(target, new Tuning(STEP, 1, 4));
    ChainState state = ChainState.at(loss, loss.checkpoint());
    RandomStream random = RandomStream.of(SEED, 11);
    int steps = 400_000;

    // When
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += TEMPERATURE * sampler.step(state, random) / steps;
    }

    // Then
    assertThat(sum).as("seed %d", SEED).isCloseTo(truth(kind), within(0.02 * truth(kind)));
  }

  /**
   * BAOAB, MALA and HMC have the exact variance 1/a; SGLD 1/(a (1 - eps a/4)); RMSprop the same
   * with each parameter's own step 10 eps/(1 + 10 E|g|); the symmetric SGNHT nearly 1/a.
   */
  private double truth(SamplerKind kind) {
    double sum = 0;
    for (double curvature : CURVATURES) {
      double t = TEMPERATURE * curvature;
      double a = t + LOCALIZATION;
      double step =
          switch (kind) {
            case SGLD -> STEP;
            case RMSPROP_SGLD -> STEP / (0.1 + curvature / Math.sqrt(a));
            default -> 0;
          };
      sum += t / (2 * a * (1 - step * a / 4));
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(
      value = SamplerKind.class,
      names = {"MALA", "HMC"})
  void rejectionsAreCounted(SamplerKind kind) {
    // Given
    Sampler sampler = kind.on(target, new Tuning(3 * STEP, 1, 4));
    ChainState state = start();
    RandomStream random = RandomStream.of(SEED, 12);

    // When
    int stays = 0;
    for (int i = 0; i < 200; i++) {
      double before = state.position().get(0);
      sampler.step(state, random);
      stays += state.position().get(0) == before ? 1 : 0;
    }

    // Then
    assertThat(state.rejections()).isEqualTo(stays).isBetween(10L, 190L);
  }

  /** A sampler keeps nothing: as many samplers as steps give the chain of one. */
  @ParameterizedTest
  @EnumSource(SamplerKind.class)
  void samplersKeepNothing(SamplerKind kind) {
    // Given
    ChainState one = start();
    ChainState two = start();
    RandomStream first = RandomStream.of(1, 2);
    RandomStream second = RandomStream.of(1, 2);
    Sampler kept = kind.on(target, new Tuning(STEP, 1, 3));

    // When
    for (int i = 0; i < 20; i++) {
      kept.step(one, first);
      kind.on(target, new Tuning(STEP, 1, 3)).step(two, second);
    }

    // Then
    assertThat(two.position().toArray()).isEqualTo(one.position().toArray());
    assertThat(one.position().toArray()).isNotEqualTo(start().position().toArray());
  }

  @ParameterizedTest
  @EnumSource
  void theVirialIsThatOfThePlaceBeforeTheTransition(SamplerKind kind) {
    // Given
    Sampler sampler = kind.on(target, new Tuning(STEP, 1, 2));
    RandomStream random = RandomStream.of(SEED, 7);
    ChainState state = start();
    sampler.step(state, random);
    double[] before = state.position().toArray();

    // When
    state.wantVirial();
    sampler.step(state, random);
    double virial = state.virial();
    sampler.step(state, random);

    // Then: of a quadratic, twice the energy; asked for once, taken once
    double expected = 0;
    for (int i = 0; i < before.length; i++) {
      expected += (before[i] - loss.checkpoint().get(i)) * slope(i, before[i]);
    }
    assertThat(virial).isCloseTo(expected, within(1e-12 * expected));
    assertThat(state.virial()).isEqualTo(virial);
  }

  @Test
  void minibatchesHaveDifferentSamplesEachAsLikely() {
    // Given
    AnalyticLoss many =
        new AnalyticLoss(AnalyticLoss.vector(1), 10, (w, i, gradient) -> w[0] * i, 0);
    Posterior posterior = new Posterior(many.checkpoint(), 1, 0);
    MinibatchSource source =
        new MinibatchSource(new Target(many, posterior, ExcessLoss.of(many)), 4);
    RandomStream random = RandomStream.of(SEED, 3);
    int[] counts = new int[10];
    int repeats = 20_000;

    // When
    for (int repeat = 0; repeat < repeats; repeat++) {
      Minibatch batch = source.next(random);
      long distinct = IntStream.range(0, 4).map(batch::index).distinct().count();
      assertThat(distinct).isEqualTo(4);
      for (int i = 0; i < 4; i++) {
        counts[batch.index(i)]++;
      }
    }

    // Then
    assertThat(IntStream.of(counts)).allSatisfy(count -> assertThat(count).isBetween(7700, 8300));
  }
}
