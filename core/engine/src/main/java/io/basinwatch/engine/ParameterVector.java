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

  /** Its elements in a new array. */
  double[] toArray();

  /** Overwrites every element. */
  void assign(double[] values);

  /** Overwrites the elements from an offset on with a tensor's, rounded where they are wider. */
  void write(int offset, Tensor values);

  void copyFrom(ParameterVector x);

  void fill(double value);

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

  /** Whether no element is NaN or infinite. */
  boolean isFinite();

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
}
