package io.basinwatch.statistics.testing;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import java.util.OptionalInt;

/**
 * A classifier whose logits are given; its loss is that of another function.
 *
 * @param targets class indices; negative ones are ignored
 */
public record FixedClassifier(LossFunction loss, double[][] logits, int[] targets)
    implements LossFunction {

  public static FixedClassifier of(double[][] logits, int... targets) {
    AnalyticLoss loss =
        new AnalyticLoss(AnalyticLoss.vector(1), targets.length, (w, i, gradient) -> i + w[0], 0.5);
    return new FixedClassifier(loss, logits, targets);
  }

  @Override
  public ParameterLayout layout() {
    return loss.layout();
  }

  @Override
  public int sampleCount() {
    return targets.length;
  }

  @Override
  public ParameterVector zeros() {
    return loss.zeros();
  }

  @Override
  public ParameterVector checkpoint() {
    return loss.checkpoint();
  }

  @Override
  public double loss(ParameterVector w, Minibatch batch) {
    return loss.loss(w, batch);
  }

  @Override
  public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
    return loss.gradient(w, batch, gradient);
  }

  @Override
  public void sampleLosses(ParameterVector w, Minibatch batch, double[] losses) {
    loss.sampleLosses(w, batch, losses);
  }

  @Override
  public void hessianVectorProduct(
      ParameterVector w, Minibatch batch, ParameterVector v, ParameterVector product) {
    loss.hessianVectorProduct(w, batch, v, product);
  }

  @Override
  public int outputCount() {
    return logits[0].length;
  }

  @Override
  public boolean isClassifier() {
    return true;
  }

  @Override
  public OptionalInt targetClass(int sample) {
    return targets[sample] < 0 ? OptionalInt.empty() : OptionalInt.of(targets[sample]);
  }

  @Override
  public void outputs(ParameterVector w, Minibatch batch, double[] outputs) {
    for (int i = 0; i < batch.size(); i++) {
      double[] row = logits[batch.index(i)];
      System.arraycopy(row, 0, outputs, i * row.length, row.length);
    }
  }

  @Override
  public void inputGradient(
      ParameterVector w, Minibatch batch, double[] cotangent, double[] gradient) {
    throw new IllegalStateException("no input");
  }

  @Override
  public int inputCount() {
    return 0;
  }

  @Override
  public LossFunction fork() {
    return new FixedClassifier(loss.fork(), logits, targets);
  }

  @Override
  public void close() {
    loss.close();
  }
}
