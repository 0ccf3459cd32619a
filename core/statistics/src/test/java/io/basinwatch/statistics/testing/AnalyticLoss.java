package io.basinwatch.statistics.testing;

import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.ParameterVectors;
import java.util.List;
import java.util.OptionalInt;

/** A loss given by a formula, in float64. */
public final class AnalyticLoss implements LossFunction {
  private static final double DIFFERENCE = 1e-5;

  private final ParameterLayout layout;
  private final int samples;
  private final SampleLoss formula;
  private final ParameterVector checkpoint;

  /** The loss of one sample. */
  public interface SampleLoss {
    /**
     * @param gradient (parameters), to which the gradient is added
     */
    double at(double[] w, int sample, double[] gradient);
  }

  /** A loss that all samples share. */
  public interface Potential {
    double at(double[] w, double[] gradient);
  }

  public AnalyticLoss(
      ParameterLayout layout, int samples, SampleLoss formula, double... checkpoint) {
    this.layout = layout;
    this.samples = samples;
    this.formula = formula;
    this.checkpoint = ParameterVectors.float64(checkpoint.length);
    this.checkpoint.assign(checkpoint);
  }

  /** One sample, so that every batch is the whole probe and no minibatch adds noise. */
  public static AnalyticLoss of(Potential potential, double... checkpoint) {
    return new AnalyticLoss(
        vector(checkpoint.length), 1, (w, i, gradient) -> potential.at(w, gradient), checkpoint);
  }

  /** 1/2 sum h_i (w_i - w*_i)^2. */
  public static AnalyticLoss quadratic(double[] curvatures, double... checkpoint) {
    return of(
        (w, gradient) -> {
          double sum = 0;
          for (int i = 0; i < w.length; i++) {
            double distance = w[i] - checkpoint[i];
            sum += curvatures[i] * distance * distance / 2;
            gradient[i] += curvatures[i] * distance;
          }
          return sum;
        },
        checkpoint);
  }

  /**
   * l_i = 1/2 sum h_k (w_k +- s_k)^2: samples have their minima at different places about 0, those
   * of any two directions independent of each other, so that Var_i of the gradient is (h_k s_k)^2.
   *
   * @param curvatures h
   * @param spread s
   * @param samples a multiple of a power of two above the number of parameters
   */
  public static AnalyticLoss scattered(double[] curvatures, double[] spread, int samples) {
    return new AnalyticLoss(
        vector(curvatures.length),
        samples,
        (w, i, gradient) -> {
          double sum = 0;
          for (int k = 0; k < w.length; k++) {
            boolean above = Integer.bitCount(i & (k + 1)) % 2 == 0; // Walsh functions
            double distance = w[k] - (above ? spread[k] : -spread[k]);
            sum += curvatures[k] * distance * distance / 2;
            gradient[k] += curvatures[k] * distance;
          }
          return sum;
        },
        new double[curvatures.length]);
  }

  /** One weight matrix of one row. */
  public static ParameterLayout vector(int size) {
    return new ParameterLayout(List.of(new ParameterLayout.Entry("w", List.of(1, size), 0)));
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public int sampleCount() {
    return samples;
  }

  @Override
  public ParameterVector zeros() {
    return ParameterVectors.float64(layout.size());
  }

  @Override
  public ParameterVector checkpoint() {
    return checkpoint;
  }

  @Override
  public double loss(ParameterVector w, Minibatch batch) {
    return gradient(w, batch, zeros());
  }

  @Override
  public double gradient(ParameterVector w, Minibatch batch, ParameterVector gradient) {
    double[] point = w.toArray();
    double[] sum = new double[point.length];
    double loss = 0;
    for (int i = 0; i < batch.size(); i++) {
      loss += formula.at(point, batch.index(i), sum);
    }
    gradient.assign(sum);
    gradient.scale(1.0 / batch.size());
    return loss / batch.size();
  }

  @Override
  public void sampleLosses(ParameterVector w, Minibatch batch, double[] losses) {
    double[] point = w.toArray();
    for (int i = 0; i < batch.size(); i++) {
      losses[i] = formula.at(point, batch.index(i), new double[point.length]);
    }
  }

  /** By central differences. */
  @Override
  public void hessianVectorProduct(
      ParameterVector w, Minibatch batch, ParameterVector v, ParameterVector product) {
    ParameterVector moved = zeros();
    ParameterVector back = zeros();
    moved.copyFrom(w);
    moved.addScaled(DIFFERENCE, v);
    gradient(moved, batch, product);
    moved.addScaled(-2 * DIFFERENCE, v);
    gradient(moved, batch, back);
    product.addScaled(-1, back);
    product.scale(1 / (2 * DIFFERENCE));
  }

  @Override
  public int outputCount() {
    return 1;
  }

  @Override
  public boolean isClassifier() {
    return false;
  }

  @Override
  public OptionalInt targetClass(int sample) {
    throw new IllegalStateException("not a classifier");
  }

  @Override
  public void outputs(ParameterVector w, Minibatch batch, double[] outputs) {
    sampleLosses(w, batch, outputs);
  }

  @Override
  public void inputGradient(
      ParameterVector w, Minibatch batch, double[] cotangent, double[] gradient) {
    throw new IllegalStateException("no input");
  }

  @Override
  public int inputCount() {
    return 0;
  }

  @Override
  public LossFunction fork() {
    return new AnalyticLoss(layout, samples, formula, checkpoint.toArray());
  }

  @Override
  public void close() {}
}
