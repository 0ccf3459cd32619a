package io.basinwatch.statistics.sampling;

import io.basinwatch.engine.Interruption;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;

/**
 * How good a step size is at a point: the error that one step makes and the noise that minibatches
 * add.
 */
public final class StepDiagnostics {
  /**
   * Samples of a larger probe that judge the steps of a chain, times those of its minibatches...
   */
  private static final int JUDGES = 4;

  /** ... but at least and at most. */
  private static final int FEWEST_JUDGES = 64;

  private static final int MOST_JUDGES = 4096;

  /** Samples that tell the noise of minibatches at the end of a search: few may have most of it. */
  private static final int NOISY_SAMPLES = 256;

  private final SamplerKind kind;
  private final Target target; // over the judges
  private final ChainState point;
  private final ParameterVector scale; // (parameters), sqrt(G), of preconditioning alone
  private MinibatchSource judges;
  private MinibatchSource batches;
  private int minibatches; // whose noise is measured at a time; 0 where there is none

  /** Once it has been told which samples to {@link #take}. */
  StepDiagnostics(SamplerKind kind, Target target) {
    this.kind = kind;
    this.target = target.over(target.wholeProbe());
    this.point = ChainState.at(target.loss(), target.posterior().anchor());
    this.scale = kind == SamplerKind.RMSPROP_SGLD ? target.loss().zeros() : null;
  }

  /**
   * Of a chain.
   *
   * @param batchSize of the sampler
   */
  public StepDiagnostics(SamplerKind kind, Target target, int batchSize) {
    this(kind, target);
    boolean whole = !kind.usesMinibatches() || batchSize >= target.loss().sampleCount();
    resize(whole ? Integer.MAX_VALUE : judging(batchSize), batchSize, 1);
  }

  private static int judging(int batchSize) {
    return (int) Math.clamp((long) JUDGES * batchSize, FEWEST_JUDGES, MOST_JUDGES);
  }

  private void resize(int judging, int batchSize, int minibatches) {
    this.judges = new MinibatchSource(target, judging);
    this.batches = new MinibatchSource(target, batchSize);
    this.minibatches = kind.usesMinibatches() && !batches.isWhole() ? minibatches : 0;
  }

  /**
   * At one point.
   *
   * @param malaAcceptance probability that MALA accepts one proposal
   * @param acceptance the same, but of samplers without Metropolis' correction the geometric mean
   *     of that of the step and of the step back, exp(-|e|/2), where e is the error of the energy
   *     without what a quadratic would give: that grows with the number of parameters and is no
   *     error of the value, or the step's bias
   * @param noiseRatio eps (n beta)^2 mean_i Var[g_B,i] / 4, times {@link SamplerKind#heating}: the
   *     variance that minibatches add, in units of the injected noise's; with preconditioning, in
   *     the scaled parameters
   * @param stepBias (eps/8) n beta grad L . grad U, with preconditioning in the scaled parameters:
   *     on average the first order of what the step adds to the LLC of a quadratic; 0 of samplers
   *     that are exact there
   * @param heat |e| tanh(|e|/2)/(1 - c^2), where a step keeps the part c of the momentum: on
   *     average the most that e adds to U, and so to the LLC; 0 with Metropolis' correction
   */
  public record Quality(
      double malaAcceptance, double acceptance, double noiseRatio, double stepBias, double heat) {}

  /** Where the last {@link #at} was, with the gradient over the judges. */
  ChainState point() {
    return point;
  }

  /**
   * Takes so many samples to judge by, until they are drawn anew.
   *
   * @param batchSize of minibatches whose noise is measured
   * @return what is sampled, over the judges
   */
  Target take(int judging, int batchSize, RandomStream random) {
    resize(judging, batchSize, 1);
    drawJudges(random);
    return target;
  }

  /**
   * Takes more of them: as many as judge the steps of a chain, and more than one minibatch at each
   * point.
   *
   * @param pilot samples in the minibatches of the pilot chain
   */
  void takeMore(int pilot, int batchSize, RandomStream random) {
    int judging = kind.usesMinibatches() ? Math.max(pilot, judging(pilot)) : pilot;
    resize(judging, batchSize, Math.ceilDiv(NOISY_SAMPLES, batchSize));
    drawJudges(random);
  }

  /** Takes other samples to judge by. */
  public void drawJudges(RandomStream random) {
    target.goOver(judges.next(random));
  }

  /** {@link MinibatchSource#share} of the minibatches whose noise is measured. */
  double share() {
    return batches.share();
  }

  /** Gradients that one {@link #at} takes. */
  public int gradients() {
    return 2 + minibatches;
  }

  /** At the position of a chain, which stays as it is. */
  public Quality at(ChainState chain, double stepSize, RandomStream random) {
    Interruption.check();
    point.moveTo(chain.position);
    Trajectory trajectory = target.trajectory();
    double malaAcceptance = propose(trajectory, chain, stepSize, random);
    if (!kind.usesMinibatches()) {
      return new Quality(malaAcceptance, malaAcceptance, 0, 0, 0);
    }
    double error = Math.abs(beyondQuadratic(trajectory, stepSize));
    double noise = minibatches > 0 ? noise(trajectory, random) : 0;
    return new Quality(
        malaAcceptance,
        Double.isNaN(error) ? 0 : Math.exp(-error / 2),
        noiseRatio(stepSize, noise),
        kind.hasStepBias() ? stepBias(trajectory, stepSize, noise) : 0,
        error * Math.tanh(error / 2) / dissipation(stepSize));
  }

  /** 1 - c^2, the part of the momentum's energy that friction takes in a step. */
  private double dissipation(double stepSize) {
    double heating = kind.heating(stepSize, target.posterior().localization()); // (1 + c)/(1 - c)
    return 4 * heating / ((1 + heating) * (1 + heating));
  }

  private double propose(
      Trajectory trajectory, ChainState chain, double stepSize, RandomStream random) {
    if (scale == null) {
      return trajectory.propose(point, stepSize, 1, random);
    }
    RmspropSgld.scale(chain, scale);
    return trajectory.propose(point, stepSize, scale, random);
  }

  /** Without what the noise of the judges' own gradient adds to it. */
  private double stepBias(Trajectory trajectory, double stepSize, double noise) {
    ParameterVector slope = slope(trajectory, point.position, point.gradient);
    toScaled(slope); // once for each of the two gradients
    double temperature = target.posterior().inverseTemperature();
    double judged = stepSize / 8 * temperature * point.gradient.dot(slope);
    return judged - stepSize / 8 * temperature * temperature * judges.share() * noise;
  }

  /** e, after a step; on a quadratic its error is (eps/8)(|grad U(w')|^2 - |grad U(w)|^2). */
  private double beyondQuadratic(Trajectory step, double stepSize) {
    double after = squared(slope(step, step.position, step.gradient));
    double before = squared(slope(step, point.position, point.gradient));
    return step.energyError - stepSize / 8 * (after - before);
  }

  /** grad U, with preconditioning in the scaled parameters. */
  private ParameterVector slope(Trajectory step, ParameterVector w, ParameterVector lossGradient) {
    ParameterVector slope = step.slope(w, lossGradient);
    toScaled(slope);
    return slope;
  }

  /** Turns a gradient into that by the scaled parameters; without preconditioning they are w. */
  private void toScaled(ParameterVector gradient) {
    if (scale != null) {
      gradient.multiply(scale);
    }
  }

  private static double squared(ParameterVector v) {
    return v.dot(v);
  }

  private double noiseRatio(double stepSize, double noise) {
    Posterior posterior = target.posterior();
    double temperature = posterior.inverseTemperature();
    double meanVariance = batches.share() * noise / target.loss().layout().size();
    return kind.heating(stepSize, posterior.localization())
        * stepSize
        * temperature
        * temperature
        * meanVariance
        / 4;
  }

  /**
   * The variance of a minibatch's gradient, added over parameters, divided by its share. The judges
   * have that noise as well, as they are drawn independently.
   *
   * @param trajectory whose proposal is not needed any more
   */
  private double noise(Trajectory trajectory, RandomStream random) {
    ParameterVector noise = trajectory.gradient;
    double sum = 0;
    for (int i = 0; i < minibatches; i++) {
      target.gradient(point.position, batches.next(random), noise);
      noise.addScaled(-1, point.gradient);
      toScaled(noise);
      sum += squared(noise);
    }
    return sum / minibatches / (batches.share() + judges.share());
  }
}
