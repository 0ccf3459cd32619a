package io.basinwatch.statistics.llc;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.Verdict;
import io.basinwatch.statistics.sampling.SamplerKind;
import io.basinwatch.statistics.testing.AnalyticLoss;
import io.basinwatch.statistics.testing.Problems;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no spread between chains shows: each bias on a quadratic, whose LLC is known. */
class BiasesTest {
  private static final double TEMPERATURE = 1000 / Math.log(1000);
  private static final double LOCALIZATION = 20;
  private static final ProbeBias WHOLE = new ProbeBias(100, 100, 0);
  private static final Virial RIGHT = new Virial(1, 0, 0.01);
  private static final StepBias NONE = new StepBias(0, 0, 0);

  private static double[] curvatures(int fast, double large, int slow, double small) {
    return DoubleStream.concat(
            DoubleStream.generate(() -> large).limit(fast),
            DoubleStream.generate(() -> small).limit(slow))
        .toArray();
  }

  private static Problem quadratic(double... curvatures) {
    return Problems.of(AnalyticLoss.quadratic(curvatures, new double[curvatures.length]));
  }

  private static double truth(double... curvatures) {
    return Arrays.stream(curvatures)
        .map(h -> TEMPERATURE * h / (TEMPERATURE * h + LOCALIZATION) / 2)
        .sum();
  }

  @ParameterizedTest
  @CsvSource({"20, 1e4, 2, 0.3", "40, 1e5, 4, 3", "5, 1e5, 100, 0.06", "0, 0, 1, 1e-9"})
  void directionsThatChainsDoNotReachAreNoticed(int fast, double large, int slow, double small) {
    // Given
    double[] curvatures = curvatures(fast, large, slow, small);

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.budget", 10_000);

    // Then
    double value = estimate.value().getAsDouble();
    double bias = estimate.number("initialization-bias").getAsDouble();
    assertThat(value)
        .as("seed %d", SEED)
        .isGreaterThan((1 - bias - 0.1) * truth(curvatures)); // chance adds up to a tenth
    if (fast > 0) {
      assertThat(value).isLessThan(0.97 * truth(curvatures));
      assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
      assertThat(estimate.reason()).contains("% of the value may be missing").doesNotContain("\n");
    } else {
      assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
    }
  }

  @Test
  void aBurnInThatReachesThemMendsIt() {
    // Given
    double[] curvatures = curvatures(4, 100, 20, 0.3);
    Problem problem = quadratic(curvatures);

    // When
    Estimate brief = measure("llc", problem, "llc.burn-in", 40);
    Estimate estimate = measure("llc", problem, "llc.budget", 100_000);

    // Then
    assertThat(brief.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.06 * truth(curvatures)));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** One stiff direction, for which steps are too long, and twenty that are to be reached. */
  @ParameterizedTest
  @CsvSource({"10, 0.01", "30, 0.002", "100, 0.001"})
  void rejectedStepsReachNothing(double stiff, double stepSize) {
    // Given
    double[] curvatures = curvatures(1, stiff, 20, 0.1);

    // When
    Estimate estimate =
        measure(
            "llc",
            quadratic(curvatures),
            "llc.sampler",
            "mala",
            "llc.step-size",
            stepSize,
            "llc.chains",
            16,
            "llc.burn-in",
            40,
            "llc.draws",
            60);

    // Then
    double missing = 1 - estimate.value().getAsDouble() / truth(curvatures);
    assertThat(missing).as("seed %d", SEED).isGreaterThan(0.1);
    assertThat(estimate.number("initialization-bias").getAsDouble())
        .as("seed %d", SEED)
        .isGreaterThan(missing);
  }

  /** Whose minibatches' gradients are some 8, so that RMSprop's G is 0.12. */
  @Test
  void noisyDirectionsAreSlowWithRmsprop() {
    // Given
    double[] curvatures = curvatures(20, 0.1, 0, 0);
    AnalyticLoss loss = AnalyticLoss.scattered(curvatures, curvatures(20, 80, 0, 0), 64);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.sampler",
            "rmsprop-sgld",
            "llc.step-size",
            1.2e-6,
            "llc.batch-size",
            1,
            "llc.burn-in",
            40_000,
            "llc.draws",
            20_000);

    // Then
    double missing = 1 - estimate.value().getAsDouble() / truth(curvatures);
    assertThat(missing).as("seed %d", SEED).isGreaterThan(0.3);
    assertThat(estimate.number("initialization-bias").getAsDouble())
        .as("seed %d", SEED)
        .isGreaterThan(missing);
  }

  @Test
  void withoutLocalizationDirectionsThatTheLossHoldsAreReached() {
    // Given
    double[] curvatures = curvatures(5, 10, 5, 1);

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.localization", 0);

    // Then
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isCloseTo(5, within(0.3));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @ParameterizedTest
  @CsvSource({"sgld", "rmsprop-sgld"})
  void aStepThatAddsToTheValueIsNoticed(String sampler) {
    // Given
    double[] curvatures = curvatures(6, 1, 4, 0.5);
    double stepSize = sampler.equals("sgld") ? 0.008 : 0.002;

    // When
    Estimate estimate =
        measure(
            "llc",
            quadratic(curvatures),
            "llc.sampler",
            sampler,
            "llc.step-size",
            stepSize,
            "llc.draws",
            4000);

    // Then
    double value = estimate.value().getAsDouble();
    assertThat(value).isGreaterThan(1.1 * truth(curvatures));
    double bias = 1 - truth(curvatures) / value;
    assertThat(estimate.number("step-bias").getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.6 * bias, 1.2 * bias); // localization, and the scales of rmsprop, add to it
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("the step size may add ");
  }

  @ParameterizedTest
  @CsvSource({"sgld", "rmsprop-sgld"})
  void theChosenStepAddsLittle(String sampler) {
    // Given
    double[] curvatures = curvatures(6, 1, 4, 0.5);

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.sampler", sampler);

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.1 * truth(curvatures)));
    if (sampler.equals("sgld")) {
      assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
    } else { // the scales add more than 3 %, whatever the step
      assertThat(estimate.reason()).startsWith("steps whose scales follow the chain add ");
    }
  }

  /** Five directions of forty are noisy, and alone add to the value: no mean tells of them. */
  @ParameterizedTest
  @CsvSource({"baoab", "sgnht"})
  void whatMinibatchesAddIsNoticed(String sampler) {
    // Given
    double[] curvatures = curvatures(5, 1, 35, 0);
    AnalyticLoss loss = AnalyticLoss.scattered(curvatures, curvatures(5, 0.5, 35, 0), 1024);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.inverse-temperature",
            TEMPERATURE,
            "llc.sampler",
            sampler,
            "llc.step-size",
            6e-4,
            "llc.batch-size",
            32,
            "llc.chains",
            16,
            "llc.draws",
            4000);

    // Then: (1 + c)/(1 - c) times as much as they would with SGLD
    double kept = sampler.equals("baoab") ? Math.exp(-2 * Math.sqrt(6e-4 * 20)) : Math.exp(-0.1);
    double variance = 0.5 * 0.5 * (1.0 / 32 - 1.0 / 1024) * 1024 / 1023;
    double noise = 6e-4 * TEMPERATURE * TEMPERATURE * variance / 4;
    double heat = (1 + kept) / (1 - kept) * noise * truth(curvatures);
    double added = estimate.value().getAsDouble() - truth(curvatures);
    assertThat(added).as("seed %d", SEED).isBetween(0.8 * heat, 1.1 * heat);
    double published =
        estimate.number("minibatch-bias").getAsDouble() * estimate.value().getAsDouble();
    assertThat(published).as("seed %d", SEED).isBetween(0.9 * added, 1.6 * added);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).contains("minibatches may add");
  }

  /** Minibatches that hardly differ from it have the step of the whole probe. */
  @ParameterizedTest
  @CsvSource({"sgld", "rmsprop-sgld", "baoab", "sgnht"})
  void theStepIsWhatTheCurvatureAllows(String sampler) {
    // Given
    double[] curvatures = curvatures(6, 1, 4, 0.5);
    Problem problem =
        Problems.of(AnalyticLoss.scattered(curvatures, curvatures(10, 1e-3, 0, 0), 1024));

    // When
    Estimate minibatches = measure("llc", problem, "llc.sampler", sampler);
    Estimate whole = measure("llc", problem, "llc.sampler", sampler, "llc.batch-size", 1024);

    // Then
    double allowed = Double.parseDouble(whole.settings().get("llc.step-size"));
    assertThat(Integer.parseInt(minibatches.settings().get("llc.batch-size"))).isLessThan(1024);
    assertThat(Double.parseDouble(minibatches.settings().get("llc.step-size")))
        .as("seed %d", SEED)
        .isCloseTo(allowed, within(0.3 * allowed));
  }

  /** Flat, with a wall at some distance: steps that meet it are few, and each gains much energy. */
  @Test
  void chainsThatStepsHeatAreNoticed() {
    // Given
    AnalyticLoss loss =
        AnalyticLoss.of(
            (w, gradient) -> {
              double sum = 0;
              for (int i = 0; i < w.length; i++) {
                double beyond = Math.max(0, Math.abs(w[i]) - 0.5);
                sum += 3 * beyond;
                gradient[i] += beyond > 0 ? 3 * Math.signum(w[i]) : 0;
              }
              return sum;
            },
            new double[10]);

    // When
    Estimate estimate =
        measure(
            "llc",
            Problems.of(loss),
            "llc.sampler",
            "baoab",
            "llc.step-size",
            0.003,
            "llc.draws",
            2000);

    // Then: 0.0066 by quadrature
    assertThat(estimate.value().getAsDouble()).as("seed %d", SEED).isGreaterThan(10);
    assertThat(estimate.number("mala-acceptance").getAsDouble()).isGreaterThan(0.5);
    assertThat(estimate.number("virial").getAsDouble()).isGreaterThan(10);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
  }

  /** Where nothing else is wrong. */
  @Test
  void aVirialThatIsNotOneIsAWarning() {
    // Given: of 0.03 that minibatches add, and two errors of 0.01
    Virial hot = new Virial(1.11, 0.03, 0.01);
    Virial warm = new Virial(1.09, 0.03, 0.01);
    Virial cool = new Virial(0.89, 0.03, 0.01);
    Virial cold = new Virial(0.87, 0.03, 0.01);

    // When / Then
    assertThat(convergence(0, hot).warning(SamplerKind.BAOAB).orElseThrow())
        .startsWith("virial 1.11, which should be 1: steps or minibatches heat the chains")
        .doesNotContain("\n");
    assertThat(convergence(0, warm).warning(SamplerKind.BAOAB)).isEmpty();
    assertThat(convergence(0, hot).warning(SamplerKind.HMC)).isEmpty(); // nothing heats it
    assertThat(convergence(0, cool).warning(SamplerKind.HMC)).isEmpty();
    assertThat(convergence(0, cold).warning(SamplerKind.HMC).orElseThrow())
        .startsWith("virial 0.87, which should be 1: chains have not spread");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "MALA, 0.649, step acceptance 0.649 is below 0.65: the step may bias the value",
        "HMC, 0.65, none",
        "BAOAB, 0.49, step acceptance 0.490 is below 0.5: the step may bias the value",
        "SGLD, 0.51, none"
      },
      nullValues = "none")
  void aLowAcceptanceIsAWarning(SamplerKind kind, double acceptance, String warning) {
    // Given
    Convergence convergence =
        new Convergence(1, 0.01, 1, 500, acceptance, acceptance, 0, 0, NONE, 0, 0, WHOLE, RIGHT, 0);

    // When / Then
    assertThat(convergence.warning(kind))
        .isEqualTo(Optional.ofNullable(warning).map(text -> text + ": take a smaller one"));
  }

  /** Of minibatches, the step, the start at w*, the probe. */
  @ParameterizedTest
  @CsvSource(
      value = {
        "0.049, 0.049, 0.049, 0.049, none",
        "0.051, 0, 0, 0, minibatches may add 5 % to the value: take larger ones",
        "0, 0.051, 0, 0, the step size may add 5 % to the value: take a smaller one",
        "0, 0, 0.051, 0, up to 5 % of the value may be missing",
        "0, 0, 0, 0.051, a probe of 50 of the n = 100 samples makes the value too small by 0.054",
      },
      nullValues = "none")
  void aBiasOfAFewPerCentIsAWarning(
      double heating, double step, double initialization, double probe, String warning) {
    // Given: the probe's part is of what the value would be without it
    ProbeBias lost = new ProbeBias(50, 100, probe / (1 - probe));
    StepBias steps = new StepBias(step, 0, 0);
    Convergence convergence =
        new Convergence(
            1, 0.01, 1, 500, 0.9, 0.9, 0, heating, steps, 0, initialization, lost, RIGHT, 0);

    // When
    Optional<String> said = convergence.warning(SamplerKind.SGLD);

    // Then
    assertThat(said.isPresent()).isEqualTo(warning != null);
    said.ifPresent(text -> assertThat(text).startsWith(warning).doesNotContain("\n"));
  }

  /** Losses of single samples are those of the probe, whatever the LLC lacks. */
  @Test
  void aSmallProbeIsAWarningOfTheLlcAlone() {
    // Given
    ProbeBias lost = new ProbeBias(50, 100, 0.5);
    Convergence convergence =
        new Convergence(-0.9, 0.01, 1, 500, 0.9, 0.9, 0, 0, NONE, 0, 0, lost, RIGHT, 0.7);

    // When / Then
    assertThat(convergence.warning(SamplerKind.MALA).orElseThrow()).startsWith("a probe of 50 ");
    assertThat(convergence.ofChains(SamplerKind.MALA)).isEmpty();
  }

  @Test
  void minibatchesThatHeatAreAWarningWhereNoStepIsRejected() {
    // Given
    Convergence convergence = convergence(0.11, RIGHT);

    // When / Then
    assertThat(convergence.warning(SamplerKind.SGLD).orElseThrow())
        .startsWith("gradient-noise ratio 0.11 is above 0.1");
    assertThat(convergence.warning(SamplerKind.HMC)).isEmpty();
    assertThat(convergence(0.1, RIGHT).warning(SamplerKind.SGLD)).isEmpty();
  }

  private static Convergence convergence(double noise, Virial virial) {
    return new Convergence(1, 0.01, 1, 500, 0.9, 0.9, noise, 0, NONE, 0, 0, WHOLE, virial, 0);
  }

  /** Where more than half of the draws are below, but not their mean, their noise is skewed. */
  @ParameterizedTest
  @CsvSource(
      value = {
        "1, 0.1, 1.05, 100, 0.7, none",
        "1, 0.1, 1.06, 500, 0, 'R-hat 1.060 is above 1.05: the chains disagree'",
        "1, 0.1, 1, 99, 0, 'bulk ESS 99 is below 100: too few independent draws'",
        "1, NaN, NaN, NaN, 0, too few draws for R-hat",
        "-0.1, 0.03, 1, 500, 0.4, 'the value is negative, 40 % of the draws lie below the loss at"
            + " w*: no minimum'",
        "-0.1, 0.04, 1, 99, 0.4, 'bulk ESS 99 is below 100: too few independent draws'",
      },
      nullValues = "none")
  void chainsThatDisagreeOrAreTooShortOrGoBelowAreAWarning(
      double llc, double error, double rHat, double ess, double below, String warning) {
    // Given
    Convergence convergence =
        new Convergence(llc, error, rHat, ess, 0.9, 0.9, 0, 0, NONE, 0, 0, WHOLE, RIGHT, below);

    // When / Then
    assertThat(convergence.warning(SamplerKind.MALA)).isEqualTo(Optional.ofNullable(warning));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "4, 0.4, none",
        "4, 0.5, 'standard error 0.50 is 13 % of the value: take more draws or a larger budget'",
        "0.001, 0.001, none",
        "-0.001, 0.001, 'the value is negative, if by no more than its error allows'",
        "0.001, 0.0011, 'standard error 0.0011 is 110 % of the value: take more draws or a"
            + " larger budget'",
      },
      nullValues = "none")
  void aLargeErrorIsAWarning(double llc, double error, String warning) {
    assertThat(Precision.warning(llc, error)).isEqualTo(Optional.ofNullable(warning));
  }

  /** What is a part of a small LLC is much, and of one that is hardly anything it is not. */
  @Test
  void smallValuesAreJudgedAsTheyAre() {
    // Given / When / Then
    assertThat(Part.of(0.02, 0.05)).isCloseTo(0.4, within(1e-12));
    assertThat(Part.of(0.02, -7)).isCloseTo(1, within(1e-12));
    assertThat(Part.of(0.0009, 0.001)).isLessThan(0.05);
  }

  /** Down along one direction, held in three: few draws are below, and the mean is. */
  @Test
  void aSaddleIsNoMinimum() {
    // Given
    double t = TEMPERATURE;
    double[] curvatures = {-16 / t, 200 / t, 200 / t, 200 / t};

    // When
    Estimate estimate = measure("llc", quadratic(curvatures), "llc.draws", 10_000);

    // Then
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.15));
    assertThat(estimate.number("fraction-below").getAsDouble()).isLessThan(0.5);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
    assertThat(estimate.reason()).startsWith("the value is negative, ");
  }

  /** Minibatches of less than the probe would add more than 0.6 % to the value. */
  @Test
  void whereMinibatchesSaveLittleTheWholeProbeIsSampledExactly() {
    // Given: l_i = (w - x_i)^2/2 with x_i = +-3 in turn
    int samples = 400;
    AnalyticLoss loss =
        new AnalyticLoss(
            AnalyticLoss.vector(1),
            samples,
            (w, i, gradient) -> {
              double distance = w[0] - (i % 2 == 0 ? 3 : -3);
              gradient[0] += distance;
              return distance * distance / 2;
            },
            0);

    // When
    Problem problem = Problems.of(loss, samples, 2);
    Estimate estimate = measure("llc", problem);
    Estimate given = measure("llc", problem, "llc.batch-size", samples);

    // Then: n beta / (2 (n beta + gamma))
    double t = samples / Math.log(samples);
    assertThat(estimate.settings()).containsEntry("llc.sampler", "mala");
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(t / (2 * (t + 20)), within(0.04));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
    assertThat(given.settings()).containsEntry("llc.sampler", "baoab");
  }

  /** Five hundred directions that localization holds are noisy: the bound counts them all. */
  @Test
  void noiseThatDoesNotHeatAllowsSmallerMinibatches() {
    // Given
    double[] curvatures = curvatures(20, 1, 500, 1e-3);
    double[] spread = curvatures(20, 0.01, 500, 48);
    Problem problem = Problems.of(AnalyticLoss.scattered(curvatures, spread, 1024));

    // When
    Estimate estimate = measure("llc", problem, "llc.inverse-temperature", TEMPERATURE);

    // Then
    double value = estimate.value().getAsDouble();
    assertThat(value)
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.05 * truth(curvatures)));
    assertThat(Integer.parseInt(estimate.settings().get("llc.batch-size"))).isLessThan(256);
    assertThat(estimate.number("minibatch-bias").getAsDouble()).isBetween(0.016, 0.05);
    assertThat(estimate.number("measured-minibatch-bias").getAsDouble()).isBetween(0.0, 0.009);
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** Ten noisy directions alone or beside many that are flat, over which mean noise is small. */
  @ParameterizedTest
  @CsvSource({"0, 8192, 30, 900", "1190, 4096, 4, 500"})
  void pilotsAreNotHeatedAndStepsAreNotCutByNoise(
      int flat, int samples, double spread, double temperature) {
    // Given
    AnalyticLoss loss =
        new AnalyticLoss(
            AnalyticLoss.vector(10 + flat),
            samples,
            (w, i, gradient) -> {
              double sum = 0;
              for (int k = 0; k < 10; k++) {
                boolean above = Integer.bitCount(i & (k + 1)) % 2 == 0;
                double distance = w[k] - (above ? spread : -spread);
                sum += distance * distance / 2;
                gradient[k] += distance;
              }
              return sum;
            },
            new double[10 + flat]);

    // When
    Estimate estimate = measure("llc", Problems.of(loss), "llc.inverse-temperature", temperature);

    // Then
    double truth = 5 * temperature / (temperature + LOCALIZATION);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth, within(0.04 * truth));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void minibatchesThatAreGivenMakeStepsSmaller(int batch) {
    // Given
    double[] curvatures = curvatures(10, 1, 0, 0);
    AnalyticLoss loss = AnalyticLoss.scattered(curvatures, curvatures(10, 0.3, 0, 0), 1024);

    // When
    Estimate estimate =
        measure("llc", Problems.of(loss), "llc.sampler", "baoab", "llc.batch-size", batch);

    // Then
    assertThat(estimate.number("minibatch-bias").getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.005, 0.015);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED)
        .isCloseTo(truth(curvatures), within(0.04 * truth(curvatures)));
    assertThat(estimate.verdict()).isEqualTo(Verdict.CONVERGED);
  }

  /** One sample in a thousand has a minimum of its own, and nearly all of the noise. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void rareSamplesWithMostOfTheNoiseAreMet(long seed) {
    // Given
    int samples = 8192;
    AnalyticLoss loss =
        new AnalyticLoss(
            AnalyticLoss.vector(10),
            samples,
            (w, i, gradient) -> {
              double sum = 0;
              for (int k = 0; k < 10; k++) {
                double away = i % 1024 == 0 ? 3 * Math.sin(i + k) : 0;
                sum += (w[k] - away) * (w[k] - away) / 2;
                gradient[k] += w[k] - away;
              }
              return sum;
            },
            new double[10]);

    // When
    Estimate estimate = measure("llc", Problems.of(loss).withSeed(SEED + seed));

    // Then
    double t = samples / Math.log(samples);
    double truth = 5 * t / (t + LOCALIZATION);
    assertThat(estimate.value().getAsDouble())
        .as("seed %d", SEED + seed)
        .isCloseTo(truth, within(0.08 * truth));
  }

  /** Poisson regression far from its minimum: the loss of pilot chains overflows. */
  @Test
  void whereAPilotDivergesTheWholeProbeIsTaken() {
    // Given
    int samples = 300;
    AnalyticLoss loss =
        new AnalyticLoss(
            AnalyticLoss.vector(1),
            samples,
            (w, i, gradient) -> {
              double x = Math.sin(i);
              gradient[0] += x * Math.exp(x * w[0]) - x;
              return Math.exp(x * w[0]) - x * w[0];
            },
            100);

    // When
    Estimate estimate = measure("llc", Problems.of(loss));

    // Then
    assertThat(estimate.settings()).containsEntry("llc.batch-size", Integer.toString(samples));
    assertThat(estimate.verdict()).as("seed %d", SEED).isNotEqualTo(Verdict.CONVERGED);
  }

  /** Flat between walls: pilot chains see few of the walls that chains meet later. */
  @Test
  void stepsThatWallsRejectAreNoticed() {
    // Given
    AnalyticLoss loss =
        AnalyticLoss.of(
            (w, gradient) -> {
              double sum = 0;
              for (int i = 0; i < w.length; i++) {
                double beyond = Math.max(0, Math.abs(w[i]) - 0.5);
                sum += 100 * beyond * beyond;
                gradient[i] += 200 * beyond * Math.signum(w[i]);
              }
              return sum;
            },
            new double[20]);

    // When
    Estimate estimate =
        measure("llc", Problems.of(loss), "llc.localization", 4, "llc.standard-error", 0.05);

    // Then: 0.101 by quadrature
    assertThat(estimate.settings()).containsEntry("llc.sampler", "mala");
    assertThat(estimate.number("step-acceptance").getAsDouble())
        .as("seed %d", SEED)
        .isBetween(0.3, 0.7);
    assertThat(estimate.verdict()).isEqualTo(Verdict.NOT_CONVERGED);
  }
}
