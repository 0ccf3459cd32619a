package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.Map;

/**
 * Tensors in another size, one axis after the other: a gather for {@code nearest}, else a product
 * with a constant matrix.
 */
final class Resizes {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(entry("Resize", Operator.of(Resizes::resize)));

  private Resizes() {}

  private static Node resize(OperatorNode node) {
    GraphBuilder b = node.builder();
    ResizeFilter filter = ResizeFilter.of(node);
    double outside = node.real("extrapolation_value", 0);
    ElementType type = node.input(0).type();
    Node x = filter == null ? node.input(0) : b.toReal(node.input(0));
    for (ResizedAxis axis : ResizedAxes.of(node)) {
      b.requireRoom(axis.to());
      double[] places = axis.places();
      if (!axis.isUnchanged(places)) {
        Node y =
            filter == null ? nearest(node, x, axis, places) : weighted(b, x, axis, places, filter);
        x = axis.crops() ? filledOutside(b, y, axis, places, outside) : y;
      }
    }
    return type == x.type() ? x : b.toInteger(b.unary(UnaryFunction.ROUND, x));
  }

  private static Node nearest(OperatorNode node, Node x, ResizedAxis axis, double[] places) {
    String mode = node.text("nearest_mode", "round_prefer_floor");
    int[] indices = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      indices[i] = (int) Math.clamp(rounded(places[i], mode), 0, axis.from() - 1);
    }
    return node.builder().gather(x, Literals.integers(node.builder(), indices), axis.axis());
  }

  private static double rounded(double place, String mode) {
    return switch (mode) {
      case "round_prefer_floor" -> Math.ceil(place - 0.5);
      case "round_prefer_ceil" -> Math.floor(place + 0.5);
      case "floor" -> Math.floor(place);
      case "ceil" -> Math.ceil(place);
      default ->
          throw new IllegalArgumentException(
              "nearest_mode '%s' is not supported; supported: round_prefer_floor,".formatted(mode)
                  + " round_prefer_ceil, floor, ceil");
    };
  }

  /** The axis (from) between the others becomes (to): weights (to, from) from the left. */
  private static Node weighted(
      GraphBuilder b, Node x, ResizedAxis axis, double[] places, ResizeFilter filter) {
    Node weights = filter.weights(b, axis, places);
    Shape shape = x.shape();
    int before = Literals.part(shape, 0, axis.axis()).elements();
    int after = Literals.part(shape, axis.axis() + 1, shape.rank()).elements();
    Node product =
        after == 1
            ? b.matMul(b.reshape(x, Shape.of(before, axis.from())), weights, false, true)
            : b.matMul(weights, b.reshape(x, Shape.of(before, axis.from(), after)));
    return b.reshape(product, shape.with(axis.axis(), axis.to()));
  }

  /** What the crop takes from outside the tensor is one number. */
  private static Node filledOutside(
      GraphBuilder b, Node y, ResizedAxis axis, double[] places, double value) {
    Shape line = Shape.of(places.length);
    for (int i = axis.axis() + 1; i < y.shape().rank(); i++) {
      line = Literals.join(line, Shape.of(1));
    }
    Node inside =
        Literals.tensor(b, ElementType.REAL, line, i -> axis.isOutside(places[i]) ? 0 : 1);
    Node fill = Literals.scalar(b, y.type(), value);
    return b.where(inside, y, fill);
  }
}
