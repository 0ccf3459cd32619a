package io.basinwatch.statistics.testing;

/**
 * A deep linear network y = W_L ... W_1 x on infinite data without noise from a teacher of rank r,
 * with white inputs: K = 1/2 |W_L ... W_1 - T|^2. Two layers are reduced-rank regression.
 */
public final class DeepLinear {
  private static final double[] SINGULAR_VALUES = {1.5, 1.2, 0.9};

  private final int[] widths; // (layers + 1), inputs first
  private final double[][] target; // (outputs, inputs)

  private DeepLinear(int[] widths, double[][] target) {
    this.widths = widths;
    this.target = target;
  }

  /**
   * At the balanced factorisation of the teacher: the origin for rank 0.
   *
   * @param widths inputs first
   */
  public static AnalyticLoss of(int rank, int... widths) {
    int layers = widths.length - 1;
    double[][] target = new double[widths[layers]][widths[0]];
    double[] w = new double[size(widths)];
    int offset = 0;
    for (int k = 0; k < rank; k++) {
      target[k][k] = SINGULAR_VALUES[k];
    }
    for (int layer = 0; layer < layers; layer++) {
      for (int k = 0; k < rank; k++) {
        w[offset + k * widths[layer] + k] = Math.pow(SINGULAR_VALUES[k], 1.0 / layers);
      }
      offset += widths[layer + 1] * widths[layer];
    }
    DeepLinear network = new DeepLinear(widths, target);
    return new AnalyticLoss(
        Networks.matrices(shapes(widths)), 1, (at, i, gradient) -> network.loss(at, gradient), w);
  }

  private static int size(int[] widths) {
    int size = 0;
    for (int layer = 1; layer < widths.length; layer++) {
      size += widths[layer] * widths[layer - 1];
    }
    return size;
  }

  private static int[] shapes(int[] widths) {
    int[] shapes = new int[2 * (widths.length - 1)];
    for (int layer = 1; layer < widths.length; layer++) {
      shapes[2 * layer - 2] = widths[layer];
      shapes[2 * layer - 1] = widths[layer - 1];
    }
    return shapes;
  }

  private double loss(double[] w, double[] gradient) {
    int layers = widths.length - 1;
    double[][][] products = new double[layers + 1][][]; // W_l ... W_1
    products[0] = identity(widths[0]);
    int offset = 0;
    for (int layer = 0; layer < layers; layer++) {
      products[layer + 1] = multiply(w, offset, widths[layer + 1], products[layer]);
      offset += widths[layer + 1] * widths[layer];
    }
    double[][] back = new double[target.length][]; // W_{l+1}' ... W_L' (product - T)
    double sum = 0;
    for (int o = 0; o < target.length; o++) {
      back[o] = products[layers][o].clone();
      for (int i = 0; i < widths[0]; i++) {
        back[o][i] -= target[o][i];
        sum += back[o][i] * back[o][i] / 2;
      }
    }
    for (int layer = layers - 1; layer >= 0; layer--) {
      offset -= widths[layer + 1] * widths[layer];
      back = backward(w, offset, layer, back, products[layer], gradient);
    }
    return sum;
  }

  /** Adds the gradient of one layer; returns the layer's transpose times {@code back}. */
  private double[][] backward(
      double[] w, int offset, int layer, double[][] back, double[][] below, double[] gradient) {
    int columns = widths[layer];
    double[][] next = new double[columns][widths[0]];
    for (int row = 0; row < widths[layer + 1]; row++) {
      for (int column = 0; column < columns; column++) {
        int at = offset + row * columns + column;
        for (int i = 0; i < widths[0]; i++) {
          gradient[at] += back[row][i] * below[column][i];
          next[column][i] += w[at] * back[row][i];
        }
      }
    }
    return next;
  }

  private static double[][] multiply(double[] w, int offset, int rows, double[][] x) {
    double[][] product = new double[rows][x[0].length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < x.length; column++) {
        double factor = w[offset + row * x.length + column];
        for (int i = 0; i < x[0].length; i++) {
          product[row][i] += factor * x[column][i];
        }
      }
    }
    return product;
  }

  private static double[][] identity(int size) {
    double[][] identity = new double[size][size];
    for (int i = 0; i < size; i++) {
      identity[i][i] = 1;
    }
    return identity;
  }
}
