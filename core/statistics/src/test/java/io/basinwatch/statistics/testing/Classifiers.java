package io.basinwatch.statistics.testing;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import java.util.Arrays;

/**
 * Small classifiers 2-6-3 by the engine: points about three centres that overlap, trained by
 * gradient descent over all of them.
 */
public final class Classifiers {
  private static final int INPUTS = 2;
  private static final int HIDDEN = 6;
  private static final int CLASSES = 3;
  private static final int STEPS = 3000;
  private static final double LEARNING_RATE = 0.3;

  private Classifiers() {}

  /**
   * @param activation an ONNX operator: Relu, Tanh, Gelu
   */
  public static LossFunction trained(String activation, int samples) {
    float[] weights = floats(Networks.normals(HIDDEN * INPUTS + CLASSES * HIDDEN, 61));
    try (LossFunction loss = at(activation, samples, weights)) {
      ParameterVector w = loss.zeros();
      ParameterVector gradient = loss.zeros();
      w.copyFrom(loss.checkpoint());
      for (int step = 0; step < STEPS; step++) {
        loss.gradient(w, Minibatch.whole(samples), gradient);
        w.addScaled(-LEARNING_RATE, gradient);
      }
      return at(activation, samples, floats(w.toArray()));
    }
  }

  private static LossFunction at(String activation, int samples, float[] weights) {
    float[] first = Arrays.copyOf(weights, HIDDEN * INPUTS);
    float[] second = Arrays.copyOfRange(weights, HIDDEN * INPUTS, weights.length);
    return EngineLosses.classifier(
        activation, HIDDEN, first, second, inputs(samples), targets(samples));
  }

  private static float[] inputs(int samples) {
    float[] x = floats(Networks.normals(samples * INPUTS, 62));
    for (int i = 0; i < samples; i++) {
      double angle = 2 * Math.PI * (i % CLASSES) / CLASSES;
      x[i * INPUTS] += (float) (1.2 * Math.cos(angle));
      x[i * INPUTS + 1] += (float) (1.2 * Math.sin(angle));
    }
    return x;
  }

  private static long[] targets(int samples) {
    long[] targets = new long[samples];
    for (int i = 0; i < samples; i++) {
      targets[i] = i % CLASSES;
    }
    return targets;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
