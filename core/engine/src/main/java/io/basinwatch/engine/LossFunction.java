package io.basinwatch.engine;

import java.util.OptionalInt;

/**
 * The loss of a model over a probe as a function of one flat parameter vector: all that statistics
 * see of the engine.
 *
 * <p>Over a {@link Minibatch} B of the probe, L_B(w) = 1/|B| sum_{i in B} l_i(w), in the unit of
 * the loss (nats for cross-entropy). The model runs in inference mode. An instance owns its working
 * memory and is confined to one thread at a time; {@link #fork} gives another for another thread.
 * Nothing is allocated in a call whose batch size has been used before. A call in an interrupted
 * thread may end with {@link java.util.concurrent.CancellationException}, between two chunks of a
 * large batch too.
 */
public interface LossFunction extends AutoCloseable {

  /** Names, shapes and places of the parameters in the flat vector. */
  ParameterLayout layout();

  /** Number of samples in the probe. */
  int sampleCount();

  /** A new vector of zeros of the layout's size, in this function's precision. */
  ParameterVector zeros();

  /** The checkpoint w* that this function was built with; not to be changed. */
  ParameterVector checkpoint();

  /** L_B(w). */
  double loss(ParameterVector w, Minibatch batch);

  /**
   * Writes grad L_B(w).
   *
   * @param gradient (parameters), overwritten
   * @return L_B(w)
   */
  double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient);

  /**
   * Writes l_i(w) for each sample of the batch, in the batch's order.
   *
   * @param losses (batch), overwritten; may be longer than the batch
   */
  void sampleLosses(ParameterVector w, Minibatch batch, double[] losses);

  /**
   * Writes the exact product H_B(w) v of the loss's Hessian with a vector.
   *
   * @param product (parameters), overwritten; not v
   */
  void hessianVectorProduct(
      ParameterVector w, Minibatch batch, ParameterVector v, ParameterVector product);

  /**
   * H_B(w) for many products with it: cheaper than as many calls of {@link #hessianVectorProduct}.
   *
   * @param w copied
   * @param batch copied
   */
  default Curvature curvature(ParameterVector w, Minibatch batch) {
    ParameterVector point = zeros();
    point.copyFrom(w);
    return new RepeatedCurvature(this, point, batch.copy());
  }

  /**
   * Number of model outputs for each sample: classes for a classifier, 1 for {@code model-output}.
   */
  int outputCount();

  /**
   * Whether the loss is a classification over {@link #outputCount} classes, so that margins exist.
   */
  boolean isClassifier();

  /** Class index of a sample of a classifier; empty where its target is ignored. */
  OptionalInt targetClass(int sample);

  /**
   * Writes the model's outputs (logits for a classifier).
   *
   * @param outputs (batch, outputs) row-major, overwritten
   */
  void outputs(ParameterVector w, Minibatch batch, double[] outputs);

  /**
   * Writes the gradient of sum_i sum_c cotangent[i, c] output[i, c] with respect to the model's
   * floating-point input.
   *
   * @param cotangent (batch, outputs) row-major
   * @param gradient (batch, inputs) row-major, overwritten; length batch x {@link #inputCount}
   * @throws IllegalStateException where the model has no floating-point input
   */
  void inputGradient(ParameterVector w, Minibatch batch, double[] cotangent, double[] gradient);

  /** Entries of one sample of the model's floating-point input; 0 where it has none (token ids). */
  int inputCount();

  /** The same function with working memory of its own, for another thread. */
  LossFunction fork();

  @Override
  void close();
}
