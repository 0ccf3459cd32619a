package io.basinwatch.trainers.optimizer;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.v1.Optimizer.Builder;

/**
 * Stochastic gradient descent with heavy-ball momentum, as PyTorch's: v = momentum v + gradient; w
 * = w - learningRate v.
 */
public final class Sgd implements Optimizer {
  private final double learningRate;
  private final double momentum;
  private double[] velocity = new double[0]; // (parameters)

  public Sgd(double learningRate, double momentum) {
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  @Override
  public void step(ParameterVector w, ParameterVector gradient) {
    if (velocity.length == 0) {
      velocity = new double[w.size()];
    }
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient.get(i);
      w.set(i, w.get(i) - learningRate * velocity[i]);
    }
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public Builder describe() {
    return io.basinwatch.v1.Optimizer.newBuilder()
        .setName("sgd")
        .setLearningRate(learningRate)
        .setMomentum(momentum);
  }
}
