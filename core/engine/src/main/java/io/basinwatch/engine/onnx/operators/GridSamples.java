package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pictures read at places in coordinates from -1 to 1. */
final class GridSamples {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("GridSample", Operator.of(GridSamples::sample)),
          entry("AffineGrid", Operator.of(GridSamples::affine)));

  private GridSamples() {}

  /** The grid has the last axis first. */
  private static Node sample(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    Shape grid = node.input(1).shape();
    int axes = x.shape().rank() - 2;
    if (axes < 1
        || grid.rank() != x.shape().rank()
        || grid.dimension(0) != x.shape().dimension(0)
        || grid.dimension(-1) != axes) {
      throw new IllegalArgumentException("grid %s for an input %s".formatted(grid, x.shape()));
    }
    String mode = node.text("mode", "linear").replaceFirst("^bi", ""); // before opset 20
    boolean alignCorners = node.integer("align_corners", 0) != 0;
    Interpolation interpolation =
        new Interpolation(b, mode, node.text("padding_mode", "zeros"), alignCorners);
    Shape result = Literals.part(grid, 1, grid.rank() - 1);
    Shape flat = Shape.of(grid.dimension(0), result.elements());
    List<Node> places = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      int length = x.shape().dimension(axis + 2);
      Node coordinate =
          b.reshape(b.slice(node.input(1), grid.rank() - 1, axes - 1 - axis, 1), flat);
      double scale = (alignCorners ? length - 1 : length) / 2.;
      places.add(b.add(b.scale(scale, coordinate), b.scalar((length - 1) / 2.)));
    }
    Shape outer = Literals.part(x.shape(), 0, 2);
    return b.reshape(interpolation.at(x, places), Literals.join(outer, result));
  }

  /**
   * Coordinates (batch, size..., axes) of each element's image under theta (batch, axes, axes + 1).
   */
  private static Node affine(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node theta = node.input(0);
    boolean alignCorners = node.integer("align_corners", 0) != 0;
    List<Integer> whole = node.constantSizes(1);
    int axes = whole.size() - 2;
    if (axes < 1 || !theta.shape().equals(Shape.of(whole.getFirst(), axes, axes + 1))) {
      throw new IllegalArgumentException(
          "theta %s for a result of size %s".formatted(theta.shape(), whole));
    }
    Shape size = Literals.part(new Shape(whole), 2, whole.size());
    Node corners =
        Literals.tensor(
            b,
            ElementType.REAL,
            Shape.of(size.elements(), axes + 1),
            i -> coordinate(size, i / (axes + 1), axes - 1 - i % (axes + 1), alignCorners));
    Node grid = b.matMul(corners, theta, false, true);
    return b.reshape(
        grid, Literals.join(Shape.of(theta.shape().dimension(0)), size, Shape.of(axes)));
  }

  /** Of an element along an axis; along the axis -1 always 1. */
  private static double coordinate(Shape size, int element, int axis, boolean alignCorners) {
    if (axis < 0) {
      return 1;
    }
    int length = size.dimension(axis);
    int at = element / Literals.part(size, axis + 1, size.rank()).elements() % length;
    return alignCorners && length > 1 ? 2. * at / (length - 1) - 1 : (2. * at + 1) / length - 1;
  }
}
