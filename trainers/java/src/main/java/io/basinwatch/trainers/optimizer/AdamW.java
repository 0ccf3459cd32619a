package io.basinwatch.trainers.optimizer;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.v1.Optimizer.Builder;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), with PyTorch's defaults: decay
 * rates 0.9 and 0.999, stabiliser 1e-8.
 */
public final class AdamW implements Optimizer {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double STABILISER = 1e-8;

  private final double learningRate;
  private final double weightDecay;
  private double[] mean = new double[0]; // (parameters)
  private double[] square = new double[0]; // (parameters)
  private long steps;

  public AdamW(double learningRate, double weightDecay) {
    this.learningRate = learningRate;
    this.weightDecay = weightDecay;
  }

  @Override
  public void step(ParameterVector w, ParameterVector gradient) {
    if (steps == 0) {
      mean = new double[w.size()];
      square = new double[w.size()];
    }
    steps++;
    double rate = learningRate / (1 - Math.pow(BETA1, steps));
    double correction = 1 / (1 - Math.pow(BETA2, steps));
    for (int i = 0; i < mean.length; i++) {
      double g = gradient.get(i);
      mean[i] += (1 - BETA1) * (g - mean[i]);
      square[i] += (1 - BETA2) * (g * g - square[i]);
      double scale = Math.sqrt(square[i] * correction) + STABILISER;
      w.set(i, w.get(i) * (1 - learningRate * weightDecay) - rate * mean[i] / scale);
    }
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public Builder describe() {
    return io.basinwatch.v1.Optimizer.newBuilder()
        .setName("adamw")
        .setLearningRate(learningRate)
        .setWeightDecay(weightDecay);
  }
}
