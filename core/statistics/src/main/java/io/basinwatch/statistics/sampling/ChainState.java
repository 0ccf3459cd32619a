package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.ParameterVector;

/**
 * All that a sampler carries from one transition to the next. Advanced in place, so that a
 * transition allocates nothing.
 */
public final class ChainState {
  final ParameterVector position; // (parameters), w
  final ParameterVector gradient; // (parameters), of the loss at w where evaluated
  double excess; // L(w) - L(w*) where evaluated
  boolean evaluated;

  private ChainState(ParameterVector position, ParameterVector gradient) {
    this.position = position;
    this.gradient = gradient;
  }

  /** A chain that starts at w. */
  public static ChainState at(LossFunction loss, ParameterVector w) {
    ParameterVector position = loss.zeros();
    position.copyFrom(w);
    return new ChainState(position, loss.zeros());
  }

  public ParameterVector position() {
    return position;
  }

  /** Goes to w. */
  public void moveTo(ParameterVector w) {
    position.copyFrom(w);
    evaluated = false;
  }
}
