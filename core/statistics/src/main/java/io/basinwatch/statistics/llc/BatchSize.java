package io.basinwatch.statistics.llc;

import io.basinwatch.statistics.sampling.MinibatchSource;

/**
 * How large minibatches have to be. The variance of their gradient, and in the first order what it
 * adds to the LLC, is proportional to 1/batch - 1/samples, their share.
 *
 * @param samples of the probe
 * @param llc along the pilot chains
 * @param bound what a share adds to the LLC at most, by {@link Heating}, divided by the share
 * @param most share that the gradient-noise ratio allows
 */
record BatchSize(int samples, double llc, double bound, double most) {
  /** The most of the gradient-noise ratio. */
  static final double NOISE_RATIO = 0.05;

  private static final int SMALLEST = 16;
  private static final int UNIT = 16;
  private static final double MOST = 0.8; // of the probe: larger ones heat, and save hardly a step
  private static final int WORTH = 256; // the time of pairs, to halve it

  /**
   * What minibatches may add to the value by the bound, as a part of it, in the first order of eps
   * a: up to a third more at eps a = 1, which no step passes. Beside a standard error of 1.5 % a 95
   * % interval then holds the truth in nine runs of ten or more.
   */
  private static final double ADDED = 0.006;

  /** What they may add by pairs, which say at most how much. */
  private static final double SHOWN = 0.008;

  /** What they may add by the bound where they are known to add less; 0.05 would be a warning. */
  private static final double MOST_ADDED = 0.03;

  /** What those of pilot chains may add by the bound. */
  private static final double PILOTS = 0.02;

  /** What they add by the bound in the hotter chain of a pair. */
  private static final double HOT = 0.3;

  /**
   * @param noise gradient-noise ratio, divided by the share that minibatches of a size have
   */
  static BatchSize of(int samples, int parameters, double noise, double llc) {
    double bound = Heating.bound(parameters, noise);
    return new BatchSize(samples, llc, bound, NOISE_RATIO / noise);
  }

  /** What sets minibatches of a size apart from the whole probe. */
  double share(int batch) {
    return MinibatchSource.share(batch, samples);
  }

  /**
   * Where nothing but the bound is known. The whole probe where a pilot chain diverged, so that its
   * noise or its LLC is not known.
   */
  int byBound() {
    return size(allowed(ADDED, bound));
  }

  /** That hardly heat a pilot chain. */
  int ofPilots() {
    return size(allowed(PILOTS, bound));
  }

  /**
   * Whether it could be half of that, and is worth it, if minibatches add less than the bound says.
   */
  boolean mayBeHalved() {
    return byBound() >= Math.max(WORTH, 2 * size(allowed(MOST_ADDED, bound)));
  }

  /** What minibatches of a size add by the bound, as a part of the LLC. */
  double addedBy(int batch) {
    return Part.of(bound * share(batch), llc);
  }

  /** Samples in a minibatch of the hotter chain of a pair. */
  int hot() {
    return (int) Math.ceil(batch(allowed(HOT, bound)));
  }

  /**
   * @param shown what pairs show that a share adds to the LLC, divided by the share; NaN where they
   *     do not
   */
  int by(double shown) {
    return shown < bound
        ? size(Math.min(allowed(SHOWN, shown), allowed(MOST_ADDED, bound)))
        : byBound();
  }

  /** The smaller of the two. */
  double added(double shown) {
    return shown < bound ? shown : bound;
  }

  /** The share that adds a part of the LLC. */
  private double allowed(double part, double added) {
    return part / Part.of(added, llc);
  }

  private double batch(double share) {
    return 1 / (share + 1.0 / samples);
  }

  private int size(double share) {
    double units = Math.ceil(batch(Math.min(share, most)) / UNIT);
    double batch = Math.max(SMALLEST, units * UNIT);
    return batch < MOST * samples ? (int) batch : samples;
  }
}
