package io.basinwatch.statistics.llc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By hand: a share of 1/batch - 1/samples adds its multiple to the LLC. */
class BatchSizeTest {
  private static final double ANY = Double.POSITIVE_INFINITY;

  private static BatchSize of(int samples, double bound) {
    return new BatchSize(samples, 10, bound, ANY);
  }

  @ParameterizedTest
  @CsvSource({
    "100000, 100, 1648", // 100 (1/1639.3 - 1/100000) = 0.06
    "100000, 40, 672",
    "100000, 1, 32",
    "1000, 100, 640",
    "1000, 200, 784", // 200 (1/769.2 - 1/1000) = 0.06
    "1000, 250, 1000", // 806.5 would be more than 0.8 of the probe
    "10, 0, 10",
    "1000, 10000, 1000",
    "100000, NaN, 100000",
    "100000, 0, 16"
  })
  void theBoundAddsSixThousandths(int samples, double bound, int batch) {
    assertThat(of(samples, bound).byBound()).isEqualTo(batch);
  }

  @ParameterizedTest
  @CsvSource({
    "20, 336", // five times less than the bound: 3 % of that
    "0, 336",
    "50, 624",
    "100, 1648",
    "400, 1648",
    "NaN, 1648"
  })
  void whatPairsShowCountsWhereItIsLess(double added, int batch) {
    assertThat(of(100_000, 100).by(added)).isEqualTo(batch);
  }

  @ParameterizedTest
  @CsvSource({"20, 20", "120, 100", "NaN, 100"})
  void whatIsAddedIsTheSmallerOfBoth(double shown, double added) {
    assertThat(of(100_000, 100).added(shown)).isEqualTo(added);
  }

  @Test
  void theNoiseRatioLimitsBoth() {
    // Given
    BatchSize size = new BatchSize(100_000, 10, 100, 1.0 / 2000 - 1e-5);

    // When / Then
    assertThat(size.byBound()).isEqualTo(2000);
    assertThat(size.by(0)).isEqualTo(2000);
    assertThat(size.mayBeHalved()).isFalse();
  }

  @Test
  void anLlcBelowZeroCountsAsSmall() {
    assertThat(new BatchSize(5000, -3, 1, ANY).byBound()).isEqualTo(3136);
  }

  /** 100 (1/497.5 - 1/100000) = 0.2. */
  @ParameterizedTest
  @CsvSource({"100, 512", "1, 16", "NaN, 100000"})
  void pilotsMayBeHeatedByTwoHundredths(double bound, int batch) {
    assertThat(of(100_000, bound).ofPilots()).isEqualTo(batch);
  }

  /** Mean r of 0.002 a share of 1, over 400 parameters: 0.4 a share. */
  @Test
  void theBoundIsHalfOfTheNoiseOfAllParameters() {
    // Given / When
    BatchSize size = BatchSize.of(1000, 400, 0.002, 7);

    // Then
    assertThat(size).isEqualTo(new BatchSize(1000, 7, 0.4, 25));
  }

  @ParameterizedTest
  @CsvSource({"100000, 100, true", "100000, 10, false", "1000, 100, true", "1000, 10000, false"})
  void pairsAreWorthWhileWhereTheyMayHalveTheBatch(int samples, double bound, boolean halved) {
    assertThat(of(samples, bound).mayBeHalved()).isEqualTo(halved);
  }

  /** 100 (1/33.3 - 1/100000) = 3. */
  @Test
  void theHotterChainIsThirtyPerCentHotterByTheBound() {
    assertThat(of(100_000, 100).hot()).isEqualTo(34);
  }
}
