package io.basinwatch.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every ONNX operator in float64: the derivative along a random direction against a central
 * difference of the function, and the second derivative against one of the gradient.
 */
class OperatorDerivativesTest {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-5;
  private static final long SEED = Long.getLong("basinwatch.test.seed", 20261124);

  static Stream<OperatorCases.Case> cases() {
    return OperatorCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void derivativesAreTheSlopes(OperatorCases.Case operator) {
    // Given
    OperatorSubject subject = new OperatorSubject(operator, new Random(SEED));
    // When
    double slope = subject.alongDirection(subject.gradient(0));
    double difference = (subject.value(STEP) - subject.value(-STEP)) / (2 * STEP);
    double[] product = subject.product();
    double[] ahead = subject.gradient(STEP);
    double[] behind = subject.gradient(-STEP);
    // Then
    assertClose(operator + ", seed " + SEED, slope, difference);
    for (int i = 0; i < product.length; i++) {
      double change = (ahead[i] - behind[i]) / (2 * STEP);
      assertClose("%s, element %d, seed %d".formatted(operator, i, SEED), product[i], change);
    }
  }

  @Test
  void aDeterminantHasNoDerivativesWhereEliminationEndsEarly() {
    // Given
    float[] emptyColumn = {0, 1, 2, 0, 3, 1, 0, 1, 1};
    OperatorCases.Case operator =
        OperatorCases.of(
            "Det",
            b -> b.initializer("c", List.of(3, 3), emptyColumn).node("Det", List.of("c"), "y"));
    // When
    OperatorSubject subject = new OperatorSubject(operator, new Random(SEED));
    // Then
    assertThat(subject.value(0)).isZero();
    assertThat(subject.alongDirection(subject.gradient(0))).isNaN();
  }

  private static void assertClose(String what, double actual, double expected) {
    double tolerance = TOLERANCE * Math.max(1, Math.abs(expected));
    assertThat(actual).as(what).isCloseTo(expected, within(tolerance));
  }
}
