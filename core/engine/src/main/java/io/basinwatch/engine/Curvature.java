package io.basinwatch.engine;

/**
 * The Hessian H_B(w) of a loss at one point w over one minibatch B, for many products with it:
 * Lanczos, conjugate gradients, trace estimates. What does not depend on the vector is computed
 * when it is made and kept. Confined to the thread of the {@link LossFunction} that made it, which
 * may be used in between.
 */
public interface Curvature extends AutoCloseable {

  /**
   * Writes H_B(w) v, the same bits as {@link LossFunction#hessianVectorProduct} gives.
   *
   * @param product (parameters), overwritten; not v
   */
  void product(ParameterVector v, ParameterVector product);

  /** Gives the memory of what is kept back. */
  @Override
  void close();
}
