package io.basinwatch.statistics.testing;

import io.basinwatch.engine.ParameterLayout;
import io.basinwatch.engine.RandomStream;
import java.util.ArrayList;
import java.util.List;

/** Small losses with several layers, by hand. */
public final class Networks {
  private Networks() {}

  /** Layout of weight matrices without biases. */
  public static ParameterLayout matrices(int... rowsAndColumns) {
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < rowsAndColumns.length; i += 2) {
      List<Integer> shape = List.of(rowsAndColumns[i], rowsAndColumns[i + 1]);
      entries.add(new ParameterLayout.Entry("w" + i / 2, shape, offset));
      offset += shape.get(0) * shape.get(1);
    }
    return new ParameterLayout(entries);
  }

  /** Standard normal numbers by Box and Muller. */
  public static double[] normals(int count, long index) {
    RandomStream random = RandomStream.of(Problems.SEED, index);
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      numbers[i] = radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
    return numbers;
  }

  /**
   * f(x) = v' relu(U x) with squared error on noisy data that U, v make.
   *
   * @param c the first layer is multiplied by it, the second divided: the same function
   */
  public static AnalyticLoss rescaledRelu(int samples, double c) {
    return rescaledRelu(samples, c, 0.1);
  }

  /** The same with noise of another size: without any, w* is the minimum. */
  public static AnalyticLoss rescaledRelu(int samples, double c, double size) {
    int inputs = 3;
    int hidden = 4;
    double[] x = normals(samples * inputs, 1);
    double[] noise = normals(samples, 2);
    double[] w = normals(hidden * inputs + hidden, 3);
    double[] y = new double[samples];
    for (int i = 0; i < samples; i++) {
      y[i] = relu(w, x, i, inputs, hidden, null) + size * noise[i];
    }
    for (int i = 0; i < w.length; i++) {
      w[i] *= i < hidden * inputs ? c : 1 / c;
    }
    return new AnalyticLoss(
        matrices(hidden, inputs, 1, hidden),
        samples,
        (point, i, gradient) -> {
          double[] slope = new double[point.length];
          double residual = relu(point, x, i, inputs, hidden, slope) - y[i];
          for (int k = 0; k < slope.length; k++) {
            gradient[k] += residual * slope[k];
          }
          return residual * residual / 2;
        },
        w);
  }

  private static double relu(
      double[] w, double[] x, int sample, int inputs, int hidden, double[] slope) {
    double output = 0;
    for (int h = 0; h < hidden; h++) {
      double activation = 0;
      for (int k = 0; k < inputs; k++) {
        activation += w[h * inputs + k] * x[sample * inputs + k];
      }
      if (activation > 0) {
        double weight = w[hidden * inputs + h];
        output += weight * activation;
        if (slope != null) {
          slope[hidden * inputs + h] = activation;
          for (int k = 0; k < inputs; k++) {
            slope[h * inputs + k] = weight * x[sample * inputs + k];
          }
        }
      }
    }
    return output;
  }
}
