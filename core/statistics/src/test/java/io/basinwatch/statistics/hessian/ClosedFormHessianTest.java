package io.basinwatch.statistics.hessian;

import static io.basinwatch.statistics.testing.Problems.SEED;
import static io.basinwatch.statistics.testing.Problems.measure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.statistics.Estimate;
import io.basinwatch.statistics.Problem;
import io.basinwatch.statistics.testing.EngineLosses;
import io.basinwatch.statistics.testing.Networks;
import io.basinwatch.statistics.testing.Problems;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hessians of linear models that have a closed form, through the engine in float32. */
class ClosedFormHessianTest {
  private static final int SAMPLES = 117;
  private static final int INPUTS = 7;
  private static final int CLASSES = 5;

  private final float[] x = floats(SAMPLES * INPUTS, 11, 1);

  private static float[] floats(int count, long stream, double scale) {
    double[] normals = Networks.normals(count, stream);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * normals[i]);
    }
    return values;
  }

  /** Second derivative of the loss of one sample with respect to its outputs. */
  private interface Curvature {
    double at(int sample, int output, int otherOutput);
  }

  /** H[(a, j), (b, k)] = 1/n sum_i curvature(i, a, b) x_ij x_ik. */
  private double[][] hessian(int outputs, Curvature curvature) {
    double[][] hessian = new double[outputs * INPUTS][outputs * INPUTS];
    for (int i = 0; i < SAMPLES; i++) {
      for (int row = 0; row < hessian.length; row++) {
        for (int column = 0; column < hessian.length; column++) {
          hessian[row][column] +=
              curvature.at(i, row / INPUTS, column / INPUTS)
                  * x[i * INPUTS + row % INPUTS]
                  * x[i * INPUTS + column % INPUTS]
                  / SAMPLES;
        }
      }
    }
    return hessian;
  }

  @Test
  void linearRegression() {
    // Given: H = X'X / n
    Tensor target = Tensor.ofFloats(List.of(SAMPLES, 1), floats(SAMPLES, 12, 1));
    float[] weight = floats(INPUTS, 13, 1);

    // When
    LossFunction loss = EngineLosses.linear(Loss.SQUARED_ERROR, INPUTS, 1, weight, x, target);

    // Then
    checkProducts(loss, hessian(1, (i, a, b) -> 1));
  }

  @Test
  void logisticRegression() {
    // Given: H = X' diag(p (1 - p)) X / n
    float[] labels = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i += 3) {
      labels[i] = 1;
    }
    float[] weight = floats(INPUTS, 14, 0.5);

    // When
    LossFunction loss =
        EngineLosses.linear(
            Loss.BINARY_CROSS_ENTROPY,
            INPUTS,
            1,
            weight,
            x,
            Tensor.ofFloats(List.of(SAMPLES, 1), labels));

    // Then
    double[][] logits = logits(weight, 1);
    checkProducts(
        loss,
        hessian(
            1,
            (i, a, b) -> {
              double p = 1 / (1 + Math.exp(-logits[i][0]));
              return p * (1 - p);
            }));
  }

  @Test
  void softmaxRegression() {
    // Given: H = 1/n sum_i (diag(p_i) - p_i p_i') (x) x_i x_i'
    long[] labels = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = i % CLASSES;
    }
    float[] weight = floats(CLASSES * INPUTS, 15, 0.5);

    // When
    LossFunction loss =
        EngineLosses.linear(
            Loss.CROSS_ENTROPY,
            INPUTS,
            CLASSES,
            weight,
            x,
            Tensor.ofLongs(List.of(SAMPLES), labels));

    // Then
    double[][] p = softmax(logits(weight, CLASSES));
    checkProducts(loss, hessian(CLASSES, (i, a, b) -> (a == b ? p[i][a] : 0) - p[i][a] * p[i][b]));
  }

  private double[][] logits(float[] weight, int outputs) {
    double[][] logits = new double[SAMPLES][outputs];
    for (int i = 0; i < SAMPLES; i++) {
      for (int o = 0; o < outputs; o++) {
        for (int j = 0; j < INPUTS; j++) {
          logits[i][o] += (double) weight[o * INPUTS + j] * x[i * INPUTS + j];
        }
      }
    }
    return logits;
  }

  private static double[][] softmax(double[][] logits) {
    double[][] p = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      p[i] = new double[logits[i].length];
      for (int c = 0; c < p[i].length; c++) {
        p[i][c] = Math.exp(logits[i][c]);
        sum += p[i][c];
      }
      for (int c = 0; c < p[i].length; c++) {
        p[i][c] /= sum;
      }
    }
    return p;
  }

  /** |H v - product| <= 1e-5 |H v|, and the eigenvalues' bounds with it. */
  private static void checkProducts(LossFunction loss, double[][] hessian) {
    Minibatch whole = Minibatch.whole(SAMPLES);
    ParameterVector v = loss.zeros();
    ParameterVector product = loss.zeros();
    for (int repeat = 0; repeat < 3; repeat++) {
      v.assign(Networks.normals(v.size(), 20 + repeat));
      loss.hessianVectorProduct(loss.checkpoint(), whole, v, product);
      double[] expected = multiply(hessian, v.toArray());
      double error = 0;
      double norm = 0;
      for (int i = 0; i < expected.length; i++) {
        error = Math.hypot(error, product.get(i) - expected[i]);
        norm = Math.hypot(norm, expected[i]);
      }
      assertThat(error).as("seed %d", SEED).isLessThanOrEqualTo(1e-5 * norm);
    }
    checkLargestEigenvalue(loss, hessian);
    loss.close();
  }

  private static void checkLargestEigenvalue(LossFunction loss, double[][] hessian) {
    double[] v = Networks.normals(hessian.length, 30);
    double largest = 0;
    for (int power = 0; power < 5000; power++) {
      v = multiply(hessian, v);
      largest = norm(v);
      for (int i = 0; i < v.length; i++) {
        v[i] /= largest;
      }
    }
    Problem problem = Problems.of(loss);
    Estimate estimate = measure("hessian-max-eigenvalue", problem);
    double residual = estimate.number("residual").getAsDouble();
    assertThat(residual).isLessThan(2e-4 * largest);
    assertThat(estimate.value().getAsDouble()).isCloseTo(largest, within(residual));
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double value : v) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double[] multiply(double[][] matrix, double[] v) {
    double[] product = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < v.length; j++) {
        product[i] += matrix[i][j] * v[j];
      }
    }
    return product;
  }
}
