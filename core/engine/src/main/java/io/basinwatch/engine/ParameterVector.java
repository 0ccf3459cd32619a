package io.basinwatch.engine;

import io.basinwatch.engine.safetensors.Tensor;

/**
 * A flat vector in parameter space with the operations that statistics need, each of them one pass
 * over memory. Sums are accumulated in double precision. Vectors that meet in one call have the
 * same size and the same precision.
 */
public interface ParameterVector {

  int size();

  double get(int i);

  void set(int i, double value);

  /** Largest relative error of rounding to its precision: 2^-24 for float32, 2^-53 for float64. */
  double unitRoundoff();

  /** Its elements in a new array. */
  double[] toArray();

  /** Overwrites every element. */
  void assign(double[] values);

  /**
   * Overwrites the elements from an offset on with a tensor's, rounded where they are wider. A
   * vector of float32 makes 0 of what is too small for a normal number.
   */
  void write(int offset, Tensor values);

  void copyFrom(ParameterVector x);

  /** A new vector of zeros of another size, in this one's precision. */
  ParameterVector zeros(int size);

  /**
   * Copies elements of a vector of the same precision and of whatever size.
   *
   * @param at first element here
   * @param from first element there
   */
  void copyRange(int at, ParameterVector x, int from, int count);

  /** this = factor * this. */
  void scale(double factor);

  /** this = this + factor * x. */
  void addScaled(double factor, ParameterVector x);

  /** this = this * x, element by element. */
  void multiply(ParameterVector x);

  double dot(ParameterVector x);

  /** The Euclidean norm. */
  double norm();

  /** The squared Euclidean norm of this - x. */
  double squaredDistance(ParameterVector x);

  /**
   * The inner product of w - w* and grad U(w) = nBeta gradient + localization (w - w*), this being
   * w.
   *
   * @param gradient grad L_B(w)
   * @param anchor w*
   * @param inverseTemperature n beta
   * @param localization gamma
   */
  double virial(
      ParameterVector gradient,
      ParameterVector anchor,
      double inverseTemperature,
      double localization);

  /** Fills the vector with independent standard normal numbers. */
  void fillNormal(RandomStream random);

  /**
   * One step of stochastic gradient Langevin dynamics, fused with the generation of its noise: w =
   * w - (eps/2) (nBeta gradient + localization (w - anchor)) + sqrt(eps) xi with xi standard
   * normal.
   *
   * @param gradient grad L_B(w)
   * @param anchor w*, the point that localization pulls to
   * @param stepSize eps
   * @param inverseTemperature n beta
   * @param localization gamma
   */
  void langevinStep(
      ParameterVector gradient,
      ParameterVector anchor,
      double stepSize,
      double inverseTemperature,
      double localization,
      RandomStream random);

  /**
   * One step of Langevin dynamics preconditioned as RMSprop has it (Li, Chen, Carlson, Carin 2016),
   * fused with the generation of its noise: v = decay v + (1 - decay) gradient^2, G = 1/(stabilizer
   * + sqrt v), w = w - (eps/2) G (nBeta gradient + localization (w - anchor)) + sqrt(eps G) xi,
   * element by element.
   *
   * @param squares v, updated
   */
  void rmspropLangevinStep(
      ParameterVector gradient,
      ParameterVector anchor,
      ParameterVector squares,
      double decay,
      double stabilizer,
      double stepSize,
      double inverseTemperature,
      double localization,
      RandomStream random);

  /**
   * Overwrites the elements with sqrt(G) of {@link #rmspropLangevinStep}: 1/sqrt(stabilizer + sqrt
   * v).
   *
   * @param squares v
   */
  void rmspropScale(ParameterVector squares, double stabilizer);

  /**
   * A kick and a drift of Hamiltonian dynamics with unit masses: p = p - kick (nBeta gradient +
   * localization (w - anchor)), then w = w + drift p.
   *
   * @param momentum p, updated
   */
  void leapfrogStep(
      ParameterVector momentum,
      ParameterVector gradient,
      ParameterVector anchor,
      double kick,
      double drift,
      double inverseTemperature,
      double localization);

  /**
   * One step of underdamped Langevin dynamics between two gradients (Leimkuhler, Matthews 2013:
   * BAOAB), fused with the generation of its noise: p = p - h (nBeta gradient + localization (w -
   * anchor)), w = w + h/2 p, p = keep p + noise xi, w = w + h/2 p.
   *
   * @param momentum p, updated
   * @param timeStep h
   * @return |p|^2 after the step
   */
  double momentumStep(
      ParameterVector momentum,
      ParameterVector gradient,
      ParameterVector anchor,
      double timeStep,
      double keep,
      double noise,
      double inverseTemperature,
      double localization,
      RandomStream random);
}
