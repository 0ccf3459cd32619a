package io.basinwatch.statistics.sharpness;

import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import java.util.BitSet;

/**
 * Maximises the rise of the loss over a ball by projected gradient ascent with momentum and step
 * halving: APGD of Croce and Hein (2020), from the point that one step of steepest ascent reaches,
 * taken at the checkpoint or at a random point that is bent toward large curvature. First step 2
 * radius, momentum 0.75. The step halves at a milestone where fewer than 75 % of the steps since
 * the last one went up, or where neither the best value nor the step has changed since; the ascent
 * then goes on from the best point.
 */
final class Ascent {
  private static final double MOMENTUM = 0.75;
  private static final double RISING = 0.75;
  private static final int BENDS = 2;

  private final Perturbation perturbation;
  private final Ball ball;
  private final double radius;
  private final ParameterVector u;
  private final ParameterVector previous;
  private final ParameterVector next;
  private final ParameterVector gradient; // at u
  private final ParameterVector best;
  private final ParameterVector bestGradient;
  private double rise; // at u
  private double bestRise;
  private double oneStep;
  private double step;
  private int rising;
  private int sinceMilestone;
  private double bestAtMilestone;
  private boolean halved;

  /**
   * What an ascent reached.
   *
   * @param oneStep the rise after the first step, to the ball's surface
   * @param best the highest rise seen: at least oneStep, and at least 0, which d = 0 gives
   * @param rounding of the loss that rises are counted from
   */
  record Result(double oneStep, double best, double rounding) {}

  Ascent(Perturbation perturbation, Ball ball, double radius) {
    this.perturbation = perturbation;
    this.ball = ball;
    this.radius = radius;
    this.step = 2 * radius;
    this.u = perturbation.zeros();
    this.previous = perturbation.zeros();
    this.next = perturbation.zeros();
    this.gradient = perturbation.zeros();
    this.best = perturbation.zeros();
    this.bestGradient = perturbation.zeros();
  }

  /**
   * @param random breaks the tie where the gradient at the checkpoint is zero; of the changes that
   *     show rounding
   */
  Result run(int iterations, RandomStream random) {
    perturbation.rise(u, gradient);
    start(random);
    climb(iterations);
    return new Result(oneStep, Math.max(0, bestRise), perturbation.rounding(random));
  }

  /**
   * The same from a random direction after steps of power iteration, u = radius grad r(u) / |grad
   * r(u)|_inf: near a minimum the gradient is H u, so they bend u toward the large eigenvalues of
   * H. On a cube, whose corners may each be a maximum among their neighbours, the gradient at the
   * checkpoint alone says little there. Takes 3 + iterations gradients.
   *
   * @return the highest rise seen, at least 0
   */
  double runBent(int iterations, RandomStream random) {
    gradient.fillNormal(random);
    for (int k = 0; k < BENDS; k++) {
      double largest = largest(gradient);
      if (largest == 0) {
        break;
      }
      u.copyFrom(gradient);
      u.scale(radius / largest);
      perturbation.rise(u, gradient);
    }
    start(random);
    climb(iterations);
    return Math.max(0, bestRise);
  }

  private static double largest(ParameterVector x) {
    double largest = 0;
    for (int i = 0; i < x.size(); i++) {
      largest = Math.max(largest, Math.abs(x.get(i)));
    }
    return largest;
  }

  private void climb(int iterations) {
    BitSet milestones = milestones(iterations);
    for (int k = 0; k < iterations; k++) {
      double before = rise;
      advance(k == 0 ? 1 : MOMENTUM);
      rising += rise > before ? 1 : 0;
      sinceMilestone++;
      if (milestones.get(k + 1)) {
        passMilestone();
      }
    }
  }

  /** At 22 % of the iterations, then after periods that shrink by 3 % to no less than 6 %. */
  private static BitSet milestones(int iterations) {
    BitSet milestones = new BitSet();
    double period = 0.22;
    for (double position = period; position < 1; position += period) {
      milestones.set((int) Math.ceil(position * iterations));
      period = Math.max(period - 0.03, 0.06);
    }
    return milestones;
  }

  private void passMilestone() {
    boolean stuck = !halved && bestRise <= bestAtMilestone;
    halved = rising < RISING * sinceMilestone || stuck;
    if (halved) {
      halve();
    }
    bestAtMilestone = bestRise;
    rising = 0;
    sinceMilestone = 0;
  }

  private void start(RandomStream random) {
    if (!ball.toSteepest(gradient)) {
      gradient.fillNormal(random);
      ball.toSteepest(gradient);
    }
    u.copyFrom(gradient);
    u.scale(radius);
    previous.copyFrom(u);
    rise = perturbation.rise(u, gradient);
    oneStep = rise;
    bestRise = rise;
    bestAtMilestone = rise;
    rememberBest();
  }

  /** u = P(u + a (z - u) + (1 - a) (u - previous)) with z = P(u + step direction). */
  private void advance(double momentum) {
    next.copyFrom(gradient);
    if (!ball.toSteepest(next)) {
      return;
    }
    next.scale(step);
    next.addScaled(1, u);
    ball.project(next, radius);
    next.scale(momentum);
    next.addScaled(2 - 2 * momentum, u);
    next.addScaled(momentum - 1, previous);
    ball.project(next, radius);
    previous.copyFrom(u);
    u.copyFrom(next);
    rise = perturbation.rise(u, gradient);
    if (rise > bestRise) {
      bestRise = rise;
      rememberBest();
    }
  }

  private void rememberBest() {
    best.copyFrom(u);
    bestGradient.copyFrom(gradient);
  }

  private void halve() {
    step /= 2;
    u.copyFrom(best);
    previous.copyFrom(best);
    gradient.copyFrom(bestGradient);
    rise = bestRise;
  }
}
