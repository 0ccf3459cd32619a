package io.basinwatch.statistics.llc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.statistics.sampling.SamplerKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each warning alone, where nothing else is wrong, on both sides of its limit. */
class ConvergenceTest {
  private static final ProbeBias WHOLE = new ProbeBias(100, 100, 0);
  private static final Virial RIGHT = new Virial(1, 0, 0.01);
  private static final StepBias NONE = new StepBias(0, 0, 0);

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
        "1, 0.1, 1.06, 500, 0, 'R-hat 1.060 is above 1.05: the chains disagree: take more draws or a"
            + " larger budget'",
        "1, 0.1, 1, 99, 0, 'bulk ESS 99 is below 100: take more draws or a larger budget'",
        "1, NaN, NaN, NaN, 0, too few draws for R-hat",
        "-0.1, 0.03, 1, 500, 0.4, 'the value is negative, 40 % of the draws lie below the loss at"
            + " w*: no minimum'",
        "-0.1, 0.04, 1, 99, 0.4, 'bulk ESS 99 is below 100: take more draws or a larger budget'",
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
  @CsvSource({"1.06, 0.051, 1, up to 5 %", "1.06, 0.049, 1, R-hat", "1.06, 0, 0.8, virial 0.80"})
  void thatChainsHaveNotArrivedIsTheReasonWhyTheyDisagree(
      double rHat, double initialization, double virial, String warning) {
    // Given
    Virial cold = new Virial(virial, 0, 0.01);
    Convergence convergence =
        new Convergence(1, 0.1, rHat, 500, 0.9, 0.9, 0, 0, NONE, 0, initialization, WHOLE, cold, 0);

    // When / Then
    assertThat(convergence.warning(SamplerKind.MALA).orElseThrow()).startsWith(warning);
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
}
