package io.basinwatch.trainers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.ParameterVectors;
import org.junit.jupiter.api.Test;

class OptimizersTest {
  private static ParameterVector vector(double... values) {
    ParameterVector vector = ParameterVectors.float64(values.length);
    vector.assign(values);
    return vector;
  }

  @Test
  void momentumAddsUp() {
    // Given
    ParameterVector w = vector(1, 2);
    Optimizer sgd = new Sgd(0.1, 0.5);

    // When
    sgd.step(w, vector(1, -1));
    sgd.step(w, vector(1, -1));

    // Then: velocities 1 and 1.5
    assertThat(w.get(0)).isCloseTo(1 - 0.1 - 0.15, within(1e-12));
    assertThat(w.get(1)).isCloseTo(2 + 0.1 + 0.15, within(1e-12));
  }

  @Test
  void adamStepsByTheLearningRateAndDecaysApart() {
    // Given
    ParameterVector w = vector(1, -1);
    Optimizer adam = new AdamW(0.01, 0.5);

    // When
    adam.step(w, vector(100, 1e-3));

    // Then: the first step is the gradient's sign, whatever its size
    assertThat(w.get(0)).isCloseTo(1 * (1 - 0.005) - 0.01, within(1e-6));
    assertThat(w.get(1)).isCloseTo(-1 * (1 - 0.005) - 0.01, within(1e-6));
  }
}
