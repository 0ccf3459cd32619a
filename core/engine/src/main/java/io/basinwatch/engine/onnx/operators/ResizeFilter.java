package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;

/**
 * The weights of old places in a new one, by their distance: a triangle (linear), or the cubic
 * convolution of Keys (1981), equation 4, DOI 10.1109/TASSP.1981.1163711.
 *
 * @param radius beyond which a distance has no weight: 1 or 2
 * @param a Keys' coefficient
 * @param antialias whether the filter is as wide as the new places lie apart
 * @param excludeOutside whether places beyond an edge have no weight; else they have the edge's
 *     value
 */
record ResizeFilter(int radius, double a, boolean antialias, boolean excludeOutside) {

  /** A node's filter, or null where it takes the nearest place. */
  static ResizeFilter of(OperatorNode node) {
    String mode = node.text("mode", "nearest");
    double a = node.real("cubic_coeff_a", -0.75);
    boolean antialias = node.integer("antialias", 0) != 0;
    boolean excludeOutside = node.integer("exclude_outside", 0) != 0;
    node.text("nearest_mode", ""); // of no effect elsewhere
    if (mode.equals("nearest") && antialias) {
      throw new IllegalArgumentException(
          "mode 'nearest' has no antialias; supported: linear, cubic");
    }
    return switch (mode) {
      case "nearest" -> null;
      case "linear" -> new ResizeFilter(1, a, antialias, excludeOutside);
      case "cubic" -> new ResizeFilter(2, a, antialias, excludeOutside);
      default ->
          throw new IllegalArgumentException(
              "mode '%s' is not supported; supported: nearest, linear, cubic".formatted(mode));
    };
  }

  /** REAL (to, from): each row has the sum 1, or is zero for a place outside of a crop. */
  Node weights(GraphBuilder b, ResizedAxis axis, double[] places) {
    b.requireRoom((long) axis.to() * axis.from());
    Shape shape = Shape.of(axis.to(), axis.from());
    double[] weights = new double[shape.elements()];
    double shrink = antialias ? Math.min(axis.width() / axis.from(), 1) : 1;
    for (int i = 0; i < axis.to(); i++) {
      if (!axis.isOutside(places[i])) {
        fill(weights, i * axis.from(), axis.from(), places[i], shrink);
      }
    }
    return b.constant(ElementType.REAL, new TensorData(shape, weights));
  }

  private void fill(double[] weights, int row, int length, double place, double shrink) {
    double sum = 0;
    double reach = radius / shrink;
    for (double at = Math.ceil(place - reach); at <= place + reach; at++) {
      boolean outside = at < 0 || at >= length;
      if (!outside || !excludeOutside) {
        double weight = at((at - place) * shrink);
        weights[row + (int) Math.clamp(at, 0, length - 1)] += weight;
        sum += weight;
      }
    }
    for (int i = row; i < row + length; i++) {
      weights[i] /= sum;
    }
  }

  private double at(double distance) {
    double d = Math.abs(distance);
    if (d >= radius) {
      return 0;
    }
    if (radius == 1) {
      return 1 - d;
    }
    return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  }
}
