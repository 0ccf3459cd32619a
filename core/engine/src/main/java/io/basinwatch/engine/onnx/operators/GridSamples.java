package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Values between the elements of (batch, channels, size...) at places that depend on data, in
 * coordinates from -1 to 1, the last axis first. Out of range as PyTorch's {@code grid_sample}.
 */
final class GridSamples {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("GridSample", Operator.of(node -> new GridSamples(node).sampled())),
          entry("AffineGrid", Operator.of(GridSamples::affine)));

  /** An element beside a place along one axis: its index, and its weight there. */
  private record Tap(Node index, Node weight) {}

  private final GraphBuilder b;
  private final Node x;
  private final Node grid; // (batch, places, axes)
  private final Shape places; // of a sample
  private final int axes;
  private final String mode;
  private final String padding;
  private final boolean alignCorners;

  private GridSamples(OperatorNode node) {
    this.b = node.builder();
    this.x = node.input(0);
    Shape given = node.input(1).shape();
    this.axes = x.shape().rank() - 2;
    this.places = Literals.part(given, 1, given.rank() - 1);
    if (given.dimension(0) != x.shape().dimension(0) || given.dimension(-1) != axes) {
      throw new IllegalArgumentException("grid %s for an input %s".formatted(given, x.shape()));
    }
    this.grid = b.reshape(node.input(1), Shape.of(given.dimension(0), places.elements(), axes));
    this.mode = node.text("mode", "linear").replaceFirst("^bi", "");
    this.padding = node.text("padding_mode", "zeros");
    this.alignCorners = node.integer("align_corners", 0) != 0;
    require("mode", mode, List.of("linear", "nearest", "cubic"));
    require("padding_mode", padding, List.of("zeros", "border", "reflection"));
  }

  private static void require(String what, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          "%s '%s' is not supported; supported: %s"
              .formatted(what, value, String.join(", ", known)));
    }
  }

  private Node sampled() {
    int batch = x.shape().dimension(0);
    int channels = x.shape().dimension(1);
    int count = places.elements();
    Shape size = Literals.part(x.shape(), 2, x.shape().rank());
    Node planes = b.reshape(x, Shape.of(batch, channels, size.elements()));
    Node sum = b.scalar(0);
    for (Tap tap : corners(size)) {
      Node index = b.reshape(b.toInteger(tap.index), Shape.of(batch, 1, count));
      Node all = b.broadcast(index, Shape.of(batch, channels, count));
      Node weight = b.reshape(tap.weight, Shape.of(batch, 1, count));
      sum = b.add(sum, b.multiply(b.gatherElements(planes, all, 2), weight));
    }
    return b.reshape(sum, Literals.join(Shape.of(batch, channels), places));
  }

  /** Every combination of one tap of each axis. */
  private List<Tap> corners(Shape size) {
    List<Tap> corners = List.of(new Tap(b.scalar(0), b.scalar(1)));
    for (int axis = 0; axis < axes; axis++) {
      int length = size.dimension(axis);
      List<Tap> next = new ArrayList<>();
      for (Tap tap : taps(axis, length)) {
        for (Tap corner : corners) {
          next.add(
              new Tap(
                  b.add(b.scale(length, corner.index), tap.index),
                  b.multiply(corner.weight, tap.weight)));
        }
      }
      corners = next;
    }
    return corners;
  }

  /** (batch, places). */
  private List<Tap> taps(int axis, int length) {
    Shape flat = Shape.of(grid.shape().dimension(0), places.elements());
    Node coordinate = b.reshape(b.slice(grid, 2, axes - 1 - axis, 1), flat);
    double scale = (alignCorners ? length - 1 : length) / 2.;
    Node place = b.add(b.scale(scale, coordinate), b.scalar((length - 1) / 2.));
    if (mode.equals("cubic")) {
      return cubic(place, length);
    }
    Node inside = padding.equals("zeros") ? place : within(place, length);
    if (mode.equals("nearest")) {
      return List.of(tap(b.unary(UnaryFunction.ROUND, inside), b.filled(1, flat), length));
    }
    Node low = b.unary(UnaryFunction.FLOOR, inside);
    Node rest = b.subtract(inside, low);
    return List.of(
        tap(low, b.subtract(b.scalar(1), rest), length),
        tap(b.add(low, b.scalar(1)), rest, length));
  }

  /** Keys' convolution (1981) with a = -0.75. */
  private List<Tap> cubic(Node place, int length) {
    Node low = b.unary(UnaryFunction.FLOOR, place);
    Node rest = b.subtract(place, low);
    Node other = b.subtract(b.scalar(1), rest);
    List<Node> weights = List.of(far(rest), near(rest), near(other), far(other));
    return IntStream.range(0, weights.size())
        .mapToObj(
            i -> {
              Node index = b.add(low, b.scalar(i - 1));
              Node inside = padding.equals("zeros") ? index : within(index, length);
              return tap(inside, weights.get(i), length);
            })
        .toList();
  }

  /** At a distance d below 1: 1.25 d^3 - 2.25 d^2 + 1. */
  private Node near(Node d) {
    return polynomial(d, 1.25, -2.25, 0, 1);
  }

  /** At the distance 1 + d: -0.75 d^3 + 1.5 d^2 - 0.75 d. */
  private Node far(Node d) {
    return polynomial(d, -.75, 1.5, -.75, 0);
  }

  private Node polynomial(Node d, double... coefficients) {
    Node value = b.scalar(0);
    for (double coefficient : coefficients) {
      value = b.add(b.multiply(value, d), b.scalar(coefficient));
    }
    return value;
  }

  /** Nothing outside, where the index becomes that of the nearest element. */
  private Tap tap(Node index, Node weight, int length) {
    Node clipped = clipped(index, length);
    Node inside = b.binary(BinaryFunction.EQUAL, index, clipped);
    return new Tap(clipped, b.multiply(weight, inside));
  }

  private Node clipped(Node place, int length) {
    Node above = b.binary(BinaryFunction.MAXIMUM, place, b.scalar(0));
    return b.binary(BinaryFunction.MINIMUM, above, b.scalar(length - 1));
  }

  /** Moved to the edge, or mirrored there until it is inside. */
  private Node within(Node place, int length) {
    if (padding.equals("border")) {
      return clipped(place, length);
    }
    double edge = alignCorners ? 0 : -.5;
    double span = alignCorners ? length - 1 : length;
    if (span == 0) {
      return b.scale(0, place);
    }
    Node distance = b.unary(UnaryFunction.ABS, b.subtract(place, b.scalar(edge)));
    Node times = b.unary(UnaryFunction.FLOOR, b.scale(1 / span, distance));
    Node rest = b.subtract(distance, b.scale(span, times));
    Node pairs = b.unary(UnaryFunction.FLOOR, b.scale(.5, times));
    Node odd = b.subtract(times, b.scale(2, pairs));
    Node turned = b.multiply(odd, b.subtract(b.scalar(span), b.scale(2, rest)));
    return clipped(b.add(b.scalar(edge), b.add(rest, turned)), length);
  }

  /**
   * Coordinates (batch, size..., axes) of each element's image under theta (batch, axes, axes + 1).
   */
  private static Node affine(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node theta = node.input(0);
    boolean alignCorners = node.integer("align_corners", 0) != 0;
    long[] whole = node.constantLongs(1);
    int axes = whole.length - 2;
    Shape size =
        new Shape(
            IntStream.range(2, whole.length).mapToObj(i -> Math.toIntExact(whole[i])).toList());
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
    return alignCorners ? 2. * at / (length - 1) - 1 : (2. * at + 1) / length - 1;
  }
}
