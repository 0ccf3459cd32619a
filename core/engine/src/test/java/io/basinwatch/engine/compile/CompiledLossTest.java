package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.Curvature;
import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.ParameterVectors;
import io.basinwatch.engine.RandomStream;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The float32 cpu program beside the float64 reference program of the same network. */
class CompiledLossTest {
  private static final int SAMPLES = 1301; // several chunks, the last one short

  @ParameterizedTest
  @CsvSource({
    "CROSS_ENTROPY, Relu, 1",
    "CROSS_ENTROPY, Relu, 64",
    "CROSS_ENTROPY, Tanh, 37",
    "BINARY_CROSS_ENTROPY, Sigmoid, 31",
    "SQUARED_ERROR, Gelu, 64",
    "MEAN_SQUARED_ERROR, Relu, 513",
    "CROSS_ENTROPY, Relu, 1301",
  })
  void bothKernelSetsComputeTheSame(Loss loss, String activation, int batchSize) {
    try (LossFunction cpu = network(EngineOptions.DEFAULT, loss, activation);
        LossFunction reference = network(EngineOptions.REFERENCE, loss, activation)) {
      // Given
      Minibatch batch = drawn(batchSize);
      Answers expected = new Answers(reference, batch);

      // When
      Answers answers = new Answers(cpu, batch);

      // Then
      assertThat(answers.loss).isCloseTo(expected.loss, within(2e-6 * (1 + expected.loss)));
      assertThat(answers.lossOfGradient).isCloseTo(answers.loss, within(1e-6));
      assertClose(answers.gradient, expected.gradient);
      assertClose(answers.product, expected.product);
      assertClose(answers.outputs, expected.outputs);
      assertClose(answers.sampleLosses, expected.sampleLosses);
      assertClose(answers.inputGradient, expected.inputGradient);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CROSS_ENTROPY, Tanh, 5",
    "BINARY_CROSS_ENTROPY, Sigmoid, 7",
    "SQUARED_ERROR, Gelu, 600",
  })
  void gradientsAreDerivatives(Loss loss, String activation, int batchSize) {
    try (LossFunction reference = network(EngineOptions.REFERENCE, loss, activation)) {
      // Given
      Minibatch batch = drawn(batchSize);
      ParameterVector direction = direction(reference);
      Answers answers = new Answers(reference, batch);
      double h = 1e-4;

      // When
      double slope = (shifted(reference, batch, h) - shifted(reference, batch, -h)) / (2 * h);
      double[] curvature = shiftedGradient(reference, batch, h);
      double[] back = shiftedGradient(reference, batch, -h);
      Arrays.setAll(curvature, i -> (curvature[i] - back[i]) / (2 * h));

      // Then
      ParameterVector gradient = ParameterVectors.float64(direction.size());
      gradient.assign(answers.gradient);
      assertThat(gradient.dot(direction)).isCloseTo(slope, within(1e-6 * Math.abs(slope) + 1e-7));
      assertThat(distance(answers.product, curvature)).isLessThan(1e-5 * norm(curvature));
    }
  }

  @Test
  void forksGiveTheSameBitsAndOwnTheirMemory() {
    try (LossFunction loss = network(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu");
        LossFunction fork = loss.fork()) {
      // Given
      Minibatch batch = drawn(64);

      // When
      Answers answers = new Answers(loss, batch);
      loss.close();
      Answers forked = new Answers(fork, batch);

      // Then
      assertThat(forked.gradient).isEqualTo(answers.gradient);
      assertThat(forked.product).isEqualTo(answers.product);
      assertThatThrownBy(() -> loss.loss(fork.checkpoint(), batch))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("this loss function is closed");
    }
  }

  @Test
  void minibatchesOfOtherSizesDoNotDisturbOneAnother() {
    try (LossFunction loss = network(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu")) {
      // Given
      Answers before = new Answers(loss, drawn(64));

      // When
      new Answers(loss, Minibatch.whole(SAMPLES));
      new Answers(loss, drawn(3));
      Answers after = new Answers(loss, drawn(64));

      // Then
      assertThat(after.gradient).isEqualTo(before.gradient);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (LossFunction loss = network(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu")) {
      // Given
      Minibatch outside = Minibatch.range(SAMPLES, SAMPLES + 1);
      ParameterVector wide = ParameterVectors.float64(loss.layout().size());

      // When // Then
      assertThatThrownBy(() -> loss.loss(loss.checkpoint(), outside))
          .hasMessage("sample 1301 of a probe of 1301 samples");
      assertThatThrownBy(() -> loss.loss(wide, drawn(2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Float64Vector");
    }
  }

  /** Between two chunks, too: a pass over a large probe can take longer than a deadline allows. */
  @Test
  void anInterruptedThreadComputesNothing() {
    try (LossFunction loss = network(EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu");
        Curvature curvature = loss.curvature(loss.checkpoint(), drawn(64))) {
      // Given
      Answers before = new Answers(loss, drawn(64));
      ParameterVector result = loss.zeros();
      double[] losses = new double[64];
      Thread.currentThread().interrupt();

      // When / Then
      assertCancelled(() -> loss.loss(loss.checkpoint(), drawn(64)));
      assertCancelled(() -> loss.gradient(loss.checkpoint(), drawn(64), result));
      assertCancelled(() -> loss.sampleLosses(loss.checkpoint(), drawn(64), losses));
      assertCancelled(() -> curvature.product(loss.checkpoint(), result));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(new Answers(loss, drawn(64)).gradient).isEqualTo(before.gradient);
    } finally {
      Thread.interrupted();
    }
  }

  private static void assertCancelled(ThrowingCallable work) {
    assertThatThrownBy(work).isInstanceOf(CancellationException.class);
  }

  /** Everything that can be asked at the checkpoint. */
  private static final class Answers {
    private final double loss;
    private final double lossOfGradient;
    private final double[] gradient;
    private final double[] product;
    private final double[] outputs;
    private final double[] sampleLosses;
    private final double[] inputGradient;

    Answers(LossFunction f, Minibatch batch) {
      ParameterVector w = f.checkpoint();
      ParameterVector result = f.zeros();
      loss = f.loss(w, batch);
      lossOfGradient = f.gradient(w, batch, result);
      gradient = result.toArray();
      f.hessianVectorProduct(w, batch, direction(f), result);
      product = result.toArray();
      outputs = new double[batch.size() * f.outputCount()];
      f.outputs(w, batch, outputs);
      sampleLosses = new double[batch.size()];
      f.sampleLosses(w, batch, sampleLosses);
      inputGradient = new double[batch.size() * f.inputCount()];
      f.inputGradient(w, batch, cotangent(outputs.length), inputGradient);
    }
  }

  private static double[] cotangent(int length) {
    double[] cotangent = new double[length];
    Arrays.setAll(cotangent, i -> Math.sin(i + 1));
    return cotangent;
  }

  private static LossFunction network(EngineOptions options, Loss loss, String activation) {
    return Networks.perceptron(options, loss, activation, SAMPLES, 9, 17, 8, 5);
  }

  private static Minibatch drawn(int size) {
    Minibatch batch = Minibatch.ofSize(size);
    batch.draw(RandomStream.of(size, 1), SAMPLES);
    return batch;
  }

  private static ParameterVector direction(LossFunction f) {
    ParameterVector direction = f.zeros();
    direction.fillNormal(RandomStream.of(5, 5));
    return direction;
  }

  private static ParameterVector shiftedWeights(LossFunction f, double h) {
    ParameterVector w = f.zeros();
    w.copyFrom(f.checkpoint());
    w.addScaled(h, direction(f));
    return w;
  }

  private static double shifted(LossFunction f, Minibatch batch, double h) {
    return f.loss(shiftedWeights(f, h), batch);
  }

  private static double[] shiftedGradient(LossFunction f, Minibatch batch, double h) {
    ParameterVector gradient = f.zeros();
    f.gradient(shiftedWeights(f, h), batch, gradient);
    return gradient.toArray();
  }

  private static void assertClose(double[] actual, double[] expected) {
    assertThat(distance(actual, expected)).isLessThan(2e-5 * norm(expected) + 1e-7);
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static double norm(double[] a) {
    return distance(a, new double[a.length]);
  }
}
