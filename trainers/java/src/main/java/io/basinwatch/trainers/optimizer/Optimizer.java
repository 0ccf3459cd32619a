package io.basinwatch.trainers.optimizer;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.v1.Optimizer.Builder;

/** Changes parameters by their gradient. Holds its own state, so one instance serves one run. */
public interface Optimizer {

  /**
   * One update.
   *
   * @param w (parameters), changed in place
   * @param gradient of the minibatch loss at w
   */
  void step(ParameterVector w, ParameterVector gradient);

  double learningRate();

  /** What the run says of it. */
  Builder describe();
}
