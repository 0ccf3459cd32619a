package io.basinwatch.statistics.refined;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import java.util.OptionalInt;

/**
 * A loss that asks another one. What is asked of the model passes through {@link #point} and {@link
 * #batch}; a view changes one of them.
 */
abstract class LossView implements LossFunction {
  private final LossFunction whole;
  private final boolean owner;

  /**
   * @param owner whether closing the view closes the whole loss
   */
  LossView(LossFunction whole, boolean owner) {
    this.whole = whole;
    this.owner = owner;
  }

  /** The loss that is asked. */
  final LossFunction whole() {
    return whole;
  }

  /** The whole loss's parameters at w. */
  ParameterVector point(ParameterVector w) {
    return w;
  }

  /** The whole loss's samples of a minibatch. */
  Minibatch batch(Minibatch batch) {
    return batch;
  }

  @Override
  public ParameterLayout layout() {
    return whole.layout();
  }

  @Override
  public int sampleCount() {
    return whole.sampleCount();
  }

  @Override
  public ParameterVector zeros() {
    return whole.zeros();
  }

  @Override
  public ParameterVector checkpoint() {
    return whole.checkpoint();
  }

  @Override
  public double loss(ParameterVector w, Minibatch batch) {
    return whole.loss(point(w), batch(batch));
  }

  @Override
  public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
    return whole.gradient(point(w), batch(batch), gradient);
  }

  @Override
  public void sampleLosses(ParameterVector w, Minibatch batch, double[] losses) {
    whole.sampleLosses(point(w), batch(batch), losses);
  }

  @Override
  public void hessianVectorProduct(
      ParameterVector w, Minibatch batch, ParameterVector v, ParameterVector product) {
    whole.hessianVectorProduct(point(w), batch(batch), v, product);
  }

  @Override
  public int outputCount() {
    return whole.outputCount();
  }

  @Override
  public boolean isClassifier() {
    return whole.isClassifier();
  }

  @Override
  public OptionalInt targetClass(int sample) {
    return whole.targetClass(sample);
  }

  @Override
  public void outputs(ParameterVector w, Minibatch batch, double[] outputs) {
    whole.outputs(point(w), batch(batch), outputs);
  }

  @Override
  public void inputGradient(
      ParameterVector w, Minibatch batch, double[] cotangent, double[] gradient) {
    whole.inputGradient(point(w), batch(batch), cotangent, gradient);
  }

  @Override
  public int inputCount() {
    return whole.inputCount();
  }

  @Override
  public final void close() {
    if (owner) {
      whole.close();
    }
  }
}
