package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.Interruption;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.RandomStream;

/**
 * Two chains from w* that share all random numbers: the hotter one takes a part of each minibatch
 * of the cooler one. The noise of minibatches alone sets them apart, so the difference of their
 * losses, which is what that noise adds, varies much less than either.
 */
public final class ChainPair {
  /** Calls of the gradient in a step of both. */
  public static final int GRADIENTS = 2;

  private final Target target;
  private final Sampler cooler;
  private final Sampler hotter;
  private final ChainState cool;
  private final ChainState hot;
  private final MinibatchSource seen;
  private RandomStream ofCool;
  private RandomStream ofHot;
  private RandomStream ofSeen;

  /**
   * @param kind one that takes minibatches
   * @param tuning of the cooler chain, whose minibatches are smaller than the probe
   * @param part samples of each of them that the hotter chain takes
   * @param seen samples whose losses tell a difference
   */
  public ChainPair(SamplerKind kind, Target target, Tuning tuning, int part, int seen) {
    this.target = target;
    this.cooler = kind.on(target, tuning);
    this.hotter = kind.on(target.ofPart(part), tuning);
    this.cool = ChainState.at(target.loss(), target.posterior().anchor());
    this.hot = ChainState.at(target.loss(), target.posterior().anchor());
    this.seen = new MinibatchSource(target, seen);
  }

  /**
   * Goes back to w*.
   *
   * @param ofCool random numbers of the cooler chain
   * @param ofHot the same ones once more
   * @param ofSeen others
   */
  public void restart(RandomStream ofCool, RandomStream ofHot, RandomStream ofSeen) {
    cool.restart(target.posterior().anchor());
    hot.restart(target.posterior().anchor());
    this.ofCool = ofCool;
    this.ofHot = ofHot;
    this.ofSeen = ofSeen;
  }

  /** So many steps of both. */
  public void run(int steps) {
    for (int i = 0; i < steps; i++) {
      Interruption.check();
      cooler.step(cool, ofCool);
      hotter.step(hot, ofHot);
    }
  }

  /** The loss at the hotter chain less that at the cooler one, over fresh samples. */
  public double difference() {
    Minibatch samples = seen.next(ofSeen);
    return target.loss().loss(hot.position, samples) - target.loss().loss(cool.position, samples);
  }
}
