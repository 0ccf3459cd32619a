package io.basinwatch.statistics.testing;

import io.basinwatch.engine.LossFunction;
import java.util.Arrays;

/**
 * Reduced-rank regression with M = 5 inputs, rank H = 3 and N = 5 outputs on data without noise, y
 * = T x with T of rank r, at the balanced factorisation T = B A (the origin for r = 0).
 */
public final class ReducedRank {
  private static final int INPUTS = 5;
  private static final int RANK = 3;
  private static final int OUTPUTS = 5;
  private static final double[] SINGULAR_VALUES = {1.5, 1.2, 0.9};

  private ReducedRank() {}

  /** K(A, B) = 1/2 |B A - T|^2: the limit of infinite data with white inputs, by formula. */
  public static AnalyticLoss ofInfiniteData(int rank) {
    double[] target = new double[OUTPUTS * INPUTS];
    for (int k = 0; k < rank; k++) {
      target[k * INPUTS + k] = SINGULAR_VALUES[k];
    }
    double[] a = factor(rank, INPUTS);
    double[] b = factor(rank, RANK);
    double[] checkpoint = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, checkpoint, a.length, b.length);
    return new AnalyticLoss(
        Networks.matrices(RANK, INPUTS, OUTPUTS, RANK),
        1,
        (w, i, gradient) -> loss(w, target, gradient),
        checkpoint);
  }

  /** The same on samples with normal inputs, by the engine from an ONNX graph. */
  public static LossFunction ofSamples(int rank, int samples) {
    float[] x = floats(Networks.normals(samples * INPUTS, 41));
    float[] y = new float[samples * OUTPUTS];
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < rank; k++) {
        y[i * OUTPUTS + k] = (float) (SINGULAR_VALUES[k] * x[i * INPUTS + k]);
      }
    }
    float[] a = floats(factor(rank, INPUTS));
    float[] b = floats(factor(rank, RANK));
    return EngineLosses.twoLayers(INPUTS, RANK, OUTPUTS, a, b, x, y);
  }

  /**
   * The same with unit Gaussian noise on y, at the true parameters.
   *
   * @param index of the data set
   */
  public static LossFunction ofNoisySamples(int rank, int samples, int index) {
    float[] x = floats(Networks.normals(samples * INPUTS, 2 * index + 1_000));
    float[] y = floats(Networks.normals(samples * OUTPUTS, 2 * index + 1_001));
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < rank; k++) {
        y[i * OUTPUTS + k] += (float) (SINGULAR_VALUES[k] * x[i * INPUTS + k]);
      }
    }
    float[] a = floats(factor(rank, INPUTS));
    float[] b = floats(factor(rank, RANK));
    return EngineLosses.twoLayers(INPUTS, RANK, OUTPUTS, a, b, x, y);
  }

  /** A (3, 5) or B (5, 3), with the roots of the singular values on its diagonal. */
  private static double[] factor(int rank, int columns) {
    double[] matrix = new double[RANK * INPUTS];
    for (int k = 0; k < rank; k++) {
      matrix[k * columns + k] = Math.sqrt(SINGULAR_VALUES[k]);
    }
    return matrix;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double loss(double[] w, double[] target, double[] gradient) {
    int sizeA = RANK * INPUTS;
    double loss = 0;
    for (int o = 0; o < OUTPUTS; o++) {
      for (int i = 0; i < INPUTS; i++) {
        double residual = -target[o * INPUTS + i];
        for (int k = 0; k < RANK; k++) {
          residual += w[sizeA + o * RANK + k] * w[k * INPUTS + i];
        }
        loss += residual * residual / 2;
        for (int k = 0; k < RANK; k++) {
          gradient[k * INPUTS + i] += residual * w[sizeA + o * RANK + k];
          gradient[sizeA + o * RANK + k] += residual * w[k * INPUTS + i];
        }
      }
    }
    return loss;
  }
}
