package io.basinwatch.trainers.jobs;

import io.basinwatch.engine.safetensors.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Initial weights from one stream of random numbers. */
final class Initialization {
  private final Random random;

  Initialization(long seed) {
    random = new Random(seed);
  }

  /** Uniform in +-1/sqrt(fanIn), as PyTorch's linear layers start. */
  Tensor uniform(int fanIn, Integer... shape) {
    double bound = 1 / Math.sqrt(fanIn);
    return fill(() -> bound * (2 * random.nextDouble() - 1), shape);
  }

  Tensor normal(double deviation, Integer... shape) {
    return fill(() -> deviation * random.nextGaussian(), shape);
  }

  private static Tensor fill(DoubleSupplier values, Integer... shape) {
    List<Integer> dimensions = List.of(shape);
    float[] elements = new float[dimensions.stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) values.getAsDouble();
    }
    return Tensor.ofFloats(dimensions, elements);
  }
}
