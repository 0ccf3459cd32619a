package io.basinwatch.trainers.data;

import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Regression on a linear map of low rank: inputs standard normal, targets the map's values plus
 * standard normal noise, the unit variance that {@code squared-error} stands for.
 */
public final class LinearTeacher {
  private LinearTeacher() {}

  /**
   * @param width of inputs and targets
   * @param singularValues of the map, which is diagonal; the others are 0
   */
  public static Dataset of(int width, double[] singularValues, int train, int heldout, long seed) {
    Random random = new Random(seed);
    return new Dataset(
        draw(width, singularValues, train, random), draw(width, singularValues, heldout, random));
  }

  private static TensorFile draw(int width, double[] singularValues, int samples, Random random) {
    float[] inputs = new float[samples * width]; // (samples, width)
    float[] targets = new float[samples * width]; // (samples, width)
    for (int i = 0; i < inputs.length; i++) {
      double x = random.nextGaussian();
      int coordinate = i % width;
      double scale = coordinate < singularValues.length ? singularValues[coordinate] : 0;
      inputs[i] = (float) x;
      targets[i] = (float) (scale * x + random.nextGaussian());
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(Dataset.INPUT, Tensor.ofFloats(List.of(samples, width), inputs));
    tensors.put(Dataset.TARGET, Tensor.ofFloats(List.of(samples, width), targets));
    return TensorFile.of(tensors);
  }
}
