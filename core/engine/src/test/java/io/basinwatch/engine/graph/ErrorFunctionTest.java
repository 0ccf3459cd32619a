package io.basinwatch.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of Python's math.erf and of Abramowitz and Stegun 1964, table 7.1. */
class ErrorFunctionTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.1, 0.1124629160182848922",
    "0.5, 0.5204998778130465377",
    "1, 0.8427007929497148693",
    "2, 0.9953222650189527342",
    "2.999, 0.9999777698314002",
    "3, 0.9999779095030014146",
    "3.001, 0.9999780483390822",
    "4, 0.9999999845827420998",
    "5.999, 1",
    "7, 1"
  })
  void tabulatedValuesAreReproduced(double x, double expected) {
    assertThat(ErrorFunction.erf(x)).isCloseTo(expected, within(2e-15));
    assertThat(ErrorFunction.erf(-x)).isCloseTo(-expected, within(2e-15));
  }

  @Test
  void limitsAreReproduced() {
    assertThat(ErrorFunction.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
    assertThat(ErrorFunction.erf(1e-300)).isEqualTo(2 / Math.sqrt(Math.PI) * 1e-300);
  }
}
