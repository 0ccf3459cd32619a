package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * All that a sampler carries from one transition to the next. Advanced in place, so that a
 * transition allocates nothing.
 */
public final class ChainState {
  private final LossFunction loss;
  final ParameterVector position; // (parameters), w
  final ParameterVector gradient; // (parameters), of the loss at w where evaluated
  double excess; // L(w) - L(w*) where evaluated
  boolean evaluated;
  double friction; // of sgnht, a step; learned
  long rejections; // of transitions
  private boolean moves; // with a momentum that has been drawn
  private boolean virialWanted;
  private double virial = Double.NaN;
  private double scaleBias; // of the same transition
  private ScaleBias scaleBiases;
  private ParameterVector momentum; // (parameters), p with unit masses
  private ParameterVector squares; // (parameters), running mean of the squared gradient

  private ChainState(LossFunction loss) {
    this.loss = loss;
    this.position = loss.zeros();
    this.gradient = loss.zeros();
  }

  /** A chain that starts at w. */
  public static ChainState at(LossFunction loss, ParameterVector w) {
    ChainState state = new ChainState(loss);
    state.position.copyFrom(w);
    return state;
  }

  public ParameterVector position() {
    return position;
  }

  /** Transitions that Metropolis rejected. */
  public long rejections() {
    return rejections;
  }

  /** Has the next transition take the virial. */
  public void wantVirial() {
    virialWanted = true;
  }

  /**
   * {@link Posterior#virial} where the last transition began that was to take it: by the gradient
   * of that transition, over a minibatch that was drawn after the position was reached.
   */
  public double virial() {
    return virial;
  }

  /** For transitions that know the gradient at the position. */
  void takeVirial(Posterior posterior) {
    if (virialWanted) {
      virial = posterior.virial(position, gradient);
      virialWanted = false;
    }
  }

  /** {@link ScaleBias} there; 0 of samplers without scales. */
  public double scaleBias() {
    return scaleBias;
  }

  /** For transitions with scales, like {@link #takeVirial} and before it. */
  void takeScaleBias(Posterior posterior) {
    if (virialWanted) {
      if (scaleBiases == null) {
        scaleBiases = new ScaleBias(loss);
      }
      scaleBias = scaleBiases.add(squares(), position, gradient, posterior);
    }
  }

  /** Goes to w. */
  public void moveTo(ParameterVector w) {
    position.copyFrom(w);
    evaluated = false;
  }

  /** Becomes a chain that starts at w. */
  void restart(ParameterVector w) {
    moveTo(w);
    moves = false;
    rejections = 0;
    squares = null;
  }

  /** Whether a sampler with momentum has begun. */
  boolean hasMomentum() {
    return moves;
  }

  /** The momentum, drawn from its stationary law at first. */
  ParameterVector momentum(RandomStream random) {
    if (momentum == null) {
      momentum = loss.zeros();
    }
    if (!moves) {
      momentum.fillNormal(random);
      moves = true;
    }
    return momentum;
  }

  /** Running mean of the squared gradient, 0 at first. */
  ParameterVector squares() {
    if (squares == null) {
      squares = loss.zeros();
    }
    return squares;
  }
}
