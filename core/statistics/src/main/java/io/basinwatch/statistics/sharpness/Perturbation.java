package io.basinwatch.statistics.sharpness;

import io.basinwatch.engine.Interruption;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import io.basinwatch.statistics.Rounding;

/** The rise of the loss r(u) = L_B(w* + T u) - L_B(w*) on one minibatch B. */
final class Perturbation {
  private final LossFunction loss;
  private final Minibatch batch;
  private final ParameterVector scale; // (parameters), the diagonal of T
  private final ParameterVector w; // (parameters)
  private final double base;

  Perturbation(LossFunction loss, Minibatch batch, ParameterVector scale) {
    this(loss, batch, scale, loss.loss(loss.checkpoint(), batch));
  }

  private Perturbation(LossFunction loss, Minibatch batch, ParameterVector scale, double base) {
    this.loss = loss;
    this.batch = batch;
    this.scale = scale;
    this.w = loss.zeros();
    this.base = base;
  }

  /** The same on a fork of the loss, for another thread. */
  Perturbation on(LossFunction fork) {
    return new Perturbation(fork, batch, scale, base);
  }

  /** L_B(w*). */
  double base() {
    return base;
  }

  /** What rounding hides of L_B(w*). */
  double rounding(RandomStream random) {
    return Rounding.of(loss, batch, base, random);
  }

  ParameterVector zeros() {
    return loss.zeros();
  }

  double rise(ParameterVector u) {
    moveTo(u);
    return loss.loss(w, batch) - base;
  }

  /**
   * @param gradient (parameters), overwritten with grad r(u) = T grad L_B
   * @return r(u)
   */
  double rise(ParameterVector u, ParameterVector gradient) {
    moveTo(u);
    double rise = loss.gradient(w, batch, gradient) - base;
    gradient.multiply(scale);
    return rise;
  }

  private void moveTo(ParameterVector u) {
    Interruption.check();
    w.copyFrom(u);
    w.multiply(scale);
    w.addScaled(1, loss.checkpoint());
  }
}
