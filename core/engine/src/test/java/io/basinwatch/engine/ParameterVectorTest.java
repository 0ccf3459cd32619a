package io.basinwatch.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.safetensors.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The float32 vector beside its float64 twin. */
class ParameterVectorTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 13, 1023, 1024, 1025, 4099})
  void vectorsAgreeWithTheirTwins(int size) {
    // Given
    ParameterVector x = drawn(ParameterVectors.float32(size), 1);
    ParameterVector y = drawn(ParameterVectors.float32(size), 2);
    ParameterVector xTwin = drawn(ParameterVectors.float64(size), 1);
    ParameterVector yTwin = drawn(ParameterVectors.float64(size), 2);

    // When
    double dot = x.dot(y);
    double distance = x.squaredDistance(y);
    double norm = x.norm();
    x.addScaled(0.3, y);
    x.multiply(y);
    x.scale(-1.7);
    double dotTwin = xTwin.dot(yTwin);
    double distanceTwin = xTwin.squaredDistance(yTwin);
    double normTwin = xTwin.norm();
    xTwin.addScaled(0.3, yTwin);
    xTwin.multiply(yTwin);
    xTwin.scale(-1.7);

    // Then: the inputs are the same numbers, so that sums in float64 differ by their order only
    assertThat(dot).isCloseTo(dotTwin, within(1e-12 * size));
    assertThat(distance).isCloseTo(distanceTwin, within(1e-12 * size));
    assertThat(norm).isCloseTo(normTwin, within(1e-12 * size));
    assertThat(x.toArray()).containsExactly(xTwin.toArray(), within(5e-6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 13, 1023, 1024, 1025, 4099})
  void virialAgreesWithItsTwinAndItsDefinition(int size) {
    // Given
    ParameterVector w = drawn(ParameterVectors.float32(size), 1);
    ParameterVector gradient = drawn(ParameterVectors.float32(size), 2);
    ParameterVector anchor = drawn(ParameterVectors.float32(size), 3);
    ParameterVector wTwin = drawn(ParameterVectors.float64(size), 1);
    ParameterVector gradientTwin = drawn(ParameterVectors.float64(size), 2);
    ParameterVector anchorTwin = drawn(ParameterVectors.float64(size), 3);

    // When
    double virial = w.virial(gradient, anchor, 0.7, 0.2);
    double twin = wTwin.virial(gradientTwin, anchorTwin, 0.7, 0.2);

    // Then
    double slope = gradientTwin.dot(wTwin) - gradientTwin.dot(anchorTwin);
    double expected = 0.7 * slope + 0.2 * wTwin.squaredDistance(anchorTwin);
    assertThat(virial).isCloseTo(expected, within(1e-6 * size));
    assertThat(twin).isCloseTo(expected, within(1e-12 * size));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 9, 1023, 1025, 2050})
  void langevinStepsAgreeWithTheirTwins(int size) {
    // Given
    ParameterVector w = drawn(ParameterVectors.float32(size), 1);
    ParameterVector twin = drawn(ParameterVectors.float64(size), 1);

    // When
    step(w, drawn(ParameterVectors.float32(size), 2), drawn(ParameterVectors.float32(size), 3));
    step(twin, drawn(ParameterVectors.float64(size), 2), drawn(ParameterVectors.float64(size), 3));

    // Then
    assertThat(w.toArray()).containsExactly(twin.toArray(), within(2e-6));
  }

  @Test
  void langevinStepIsItsFormula() {
    // Given
    double[] at = {1, 2, -3};
    double[] slope = {0.5, -1, 2};
    double[] center = {0, 1, -1};
    ParameterVector w = vector(at);
    ParameterVector noise = ParameterVectors.float64(3);
    noise.fillNormal(RandomStream.of(4, 5));

    // When
    w.langevinStep(vector(slope), vector(center), 0.01, 20, 3, RandomStream.of(4, 5));

    // Then
    for (int i = 0; i < 3; i++) {
      double drift = 20 * slope[i] + 3 * (at[i] - center[i]);
      assertThat(w.get(i)).isCloseTo(at[i] - 0.005 * drift + 0.1 * noise.get(i), within(1e-14));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 9, 1023, 1025, 2050})
  void samplersStepsAgreeWithTheirTwins(int size) {
    // Given
    ParameterVector w = drawn(ParameterVectors.float32(size), 1);
    ParameterVector twin = drawn(ParameterVectors.float64(size), 1);
    ParameterVector momentum = drawn(ParameterVectors.float32(size), 4);
    ParameterVector momentumTwin = drawn(ParameterVectors.float64(size), 4);

    // When
    double squares = allSteps(w, momentum, ParameterVectors.float32(size));
    double squaresTwin = allSteps(twin, momentumTwin, ParameterVectors.float64(size));

    // Then
    assertThat(w.toArray()).containsExactly(twin.toArray(), within(1e-5));
    assertThat(momentum.toArray()).containsExactly(momentumTwin.toArray(), within(1e-5));
    assertThat(squares).isCloseTo(squaresTwin, within(1e-5 * size));
    assertThat(momentum.dot(momentum)).isCloseTo(squares, within(1e-9 * size));
  }

  private static double allSteps(ParameterVector w, ParameterVector p, ParameterVector squares) {
    ParameterVector gradient = like(w, 2);
    ParameterVector anchor = like(w, 3);
    RandomStream random = RandomStream.of(78, 0);
    w.rmspropLangevinStep(gradient, anchor, squares, 0.9, 0.1, 1e-3, 50, 10, random);
    w.leapfrogStep(p, gradient, anchor, 0.01, 0.02, 50, 10);
    return w.momentumStep(p, gradient, anchor, 0.02, 0.8, 0.6, 50, 10, random);
  }

  private static ParameterVector like(ParameterVector w, int index) {
    boolean single = w.getClass() == ParameterVectors.float32(1).getClass();
    return drawn(
        single ? ParameterVectors.float32(w.size()) : ParameterVectors.float64(w.size()), index);
  }

  @Test
  void rmspropStepIsItsFormula() {
    // Given
    double[] at = {1, 2};
    double[] slope = {0.5, -1};
    ParameterVector w = vector(at);
    ParameterVector squares = vector(0.04, 0);
    ParameterVector noise = ParameterVectors.float64(2);
    noise.fillNormal(RandomStream.of(4, 5));

    // When
    RandomStream random = RandomStream.of(4, 5);
    w.rmspropLangevinStep(vector(slope), vector(0, 1), squares, 0.9, 0.1, 0.01, 20, 3, random);

    // Then
    double[] v = {0.9 * 0.04 + 0.1 * 0.25, 0.1};
    for (int i = 0; i < 2; i++) {
      double scale = 1 / (0.1 + Math.sqrt(v[i]));
      double drift = 20 * slope[i] + 3 * (at[i] - i);
      double moved = at[i] - 0.005 * scale * drift + Math.sqrt(0.01 * scale) * noise.get(i);
      assertThat(squares.get(i)).isCloseTo(v[i], within(1e-14));
      assertThat(w.get(i)).isCloseTo(moved, within(1e-14));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 9, 1023, 1025})
  void rmspropScalesAgreeWithTheirTwins(int size) {
    // Given
    ParameterVector squares = drawn(ParameterVectors.float32(size), 1);
    ParameterVector squaresTwin = drawn(ParameterVectors.float64(size), 1);
    squares.multiply(squares);
    squaresTwin.multiply(squaresTwin);
    ParameterVector scale = ParameterVectors.float32(size);
    ParameterVector twin = ParameterVectors.float64(size);

    // When
    scale.rmspropScale(squares, 0.1);
    twin.rmspropScale(squaresTwin, 0.1);

    // Then
    assertThat(scale.toArray()).containsExactly(twin.toArray(), within(2e-6));
    double first = Math.abs(drawn(ParameterVectors.float64(size), 1).get(0));
    assertThat(twin.get(0)).isCloseTo(1 / Math.sqrt(0.1 + first), within(1e-14));
  }

  @Test
  void momentumStepIsItsFormula() {
    // Given
    ParameterVector w = vector(1.0);
    ParameterVector p = vector(0.5);
    ParameterVector noise = ParameterVectors.float64(1);
    noise.fillNormal(RandomStream.of(4, 5));

    // When
    double squares =
        w.momentumStep(p, vector(2), vector(0), 0.1, 0.8, 0.6, 20, 3, RandomStream.of(4, 5));

    // Then
    double kicked = 0.5 - 0.1 * (20 * 2 + 3 * 1);
    double kept = 0.8 * kicked + 0.6 * noise.get(0);
    assertThat(p.get(0)).isCloseTo(kept, within(1e-14));
    assertThat(w.get(0)).isCloseTo(1 + 0.05 * kicked + 0.05 * kept, within(1e-14));
    assertThat(squares).isCloseTo(kept * kept, within(1e-13));
  }

  @Test
  void leapfrogStepIsItsFormula() {
    // Given
    ParameterVector w = vector(1.0);
    ParameterVector p = vector(0.5);

    // When
    w.leapfrogStep(p, vector(2), vector(0), 0.05, 0.1, 20, 3);

    // Then
    double kicked = 0.5 - 0.05 * (20 * 2 + 3 * 1);
    assertThat(p.get(0)).isCloseTo(kicked, within(1e-14));
    assertThat(w.get(0)).isCloseTo(1 + 0.1 * kicked, within(1e-14));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 37})
  void weightsTooSmallForNormalNumbersAreZero(int size) {
    // Given
    float[] tiny = {1e-40f, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, 1e-30f, 0, -3};
    float[] read = {0, 0, Float.MIN_NORMAL, -Float.MIN_NORMAL, 1e-30f, 0, -3};
    float[] weights = new float[size];
    double[] expected = new double[size + 1];
    for (int i = 0; i < size; i++) {
      weights[i] = tiny[i % tiny.length];
      expected[i + 1] = read[i % read.length];
    }
    ParameterVector w = ParameterVectors.float32(size + 1);

    // When
    w.write(1, Tensor.ofFloats(List.of(size), weights));

    // Then
    assertThat(w.toArray()).containsExactly(expected);
  }

  @Test
  void vectorsThatDoNotFitAreRefused() {
    // Given
    ParameterVector x = ParameterVectors.float32(3);

    // When // Then
    assertThatThrownBy(() -> x.dot(ParameterVectors.float32(4)))
        .hasMessage("Float32Vector(3) meets Float32Vector(4)");
    assertThatThrownBy(() -> x.dot(ParameterVectors.float64(3)))
        .hasMessage("Float32Vector(3) meets Float64Vector(3)");
    assertThatThrownBy(() -> x.assign(new double[2]))
        .hasMessage("2 values for a vector of 3 elements");
  }

  private static ParameterVector drawn(ParameterVector x, int index) {
    x.fillNormal(RandomStream.of(77, index));
    return x;
  }

  private static ParameterVector vector(double... values) {
    ParameterVector x = ParameterVectors.float64(values.length);
    x.assign(values);
    return x;
  }

  private static void step(ParameterVector w, ParameterVector gradient, ParameterVector anchor) {
    w.langevinStep(gradient, anchor, 1e-3, 50, 10, RandomStream.of(78, 0));
  }
}
