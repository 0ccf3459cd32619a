package io.basinwatch.console.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LossSeriesTest {
  private static final int LIMIT = 1000;

  private final LossSeries series = new LossSeries(LIMIT);

  @Test
  void earlyStepsAreKeptOneByOne() {
    // When
    LongStream.range(0, 512).forEach(step -> series.add(step, step, Double.NaN, 1));

    // Then
    var losses = series.since(0);
    assertThat(losses.step()).hasSize(512);
    assertThat(losses.mean().get(300)).isEqualTo(300.0);
    assertThat(losses.gradientNorm()).containsOnlyNulls();
  }

  @Test
  void aLongRunTakesBoundedMemoryAndKeepsItsExtremesAndItsMean() {
    // When
    long steps = 300_000;
    LongStream.range(0, steps)
        .forEach(step -> series.add(step, step == 123_456 ? 1e6 : step % 2, 2, step + 1));

    // Then
    var losses = series.since(0);
    assertThat(losses.step()).hasSizeLessThanOrEqualTo(LIMIT).hasSizeGreaterThan(LIMIT / 3);
    assertThat(losses.step()).isSorted();
    assertThat(losses.max()).contains(1e6);
    assertThat(losses.min().getLast()).isZero();
    assertThat(losses.mean().getLast()).isCloseTo(0.5, within(0.01));
    assertThat(losses.gradientNorm()).containsOnly(2.0);
  }

  @Test
  void onlyWhatChangedIsSentAgain() {
    // Given
    series.add(1, 0.5, Double.NaN, 1);
    series.add(2, 0.4, Double.NaN, 2);

    // When
    series.add(3, 0.3, Double.NaN, 3);

    // Then
    assertThat(series.changedSince(3)).isFalse();
    assertThat(series.since(2).first()).containsExactly(3L);
    assertThat(series.since(2).replace()).isFalse();
  }

  @Test
  void afterMergingEverythingIsSentAgain() {
    // Given
    LongStream.range(0, LIMIT).forEach(step -> series.add(step, 1, Double.NaN, step + 1));
    long known = LIMIT;

    // When
    LongStream.range(LIMIT, 4 * LIMIT).forEach(step -> series.add(step, 1, Double.NaN, step + 1));

    // Then
    assertThat(series.since(known).replace()).isTrue();
    assertThat(series.since(known)).isEqualTo(series.since(0));
  }

  @Test
  void aLossThatIsNotANumberIsNull() {
    // When
    series.add(1, Double.NaN, Double.NaN, 1);

    // Then
    assertThat(series.since(0).mean()).containsExactly((Double) null);
  }
}
