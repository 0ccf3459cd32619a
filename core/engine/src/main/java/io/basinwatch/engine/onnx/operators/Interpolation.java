package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Values of planes between their elements, at places that depend on data: real numbers of elements
 * from the first one. Out of range as PyTorch's {@code grid_sample}.
 */
final class Interpolation {
  /** An element beside a place along one axis: its INTEGER index, and its weight there. */
  private record Tap(Node index, Node weight) {}

  /** An element beside a place: its index along each axis, and its weight there. */
  private record Corner(List<Node> indices, Node weight) {}

  private final GraphBuilder b;
  private final String mode;
  private final String padding;
  private final boolean alignCorners;

  /**
   * @param mode linear, nearest or cubic
   * @param padding zeros, border or reflection
   * @param alignCorners whether a plane ends at the middle of its last elements
   */
  Interpolation(GraphBuilder b, String mode, String padding, boolean alignCorners) {
    require("mode", mode, List.of("linear", "nearest", "cubic"));
    require("padding_mode", padding, List.of("zeros", "border", "reflection"));
    this.b = b;
    this.mode = mode;
    this.padding = padding;
    this.alignCorners = alignCorners;
  }

  private static void require(String what, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          "%s '%s' is not supported; supported: %s"
              .formatted(what, value, String.join(", ", known)));
    }
  }

  /**
   * Values (batch, channels, count).
   *
   * @param planes (batch, channels, size...)
   * @param places (batch, count) for each axis of the size
   */
  Node at(Node planes, List<Node> places) {
    int batch = planes.shape().dimension(0);
    int channels = planes.shape().dimension(1);
    int count = places.getFirst().shape().dimension(1);
    Shape size = Literals.part(planes.shape(), 2, planes.shape().rank());
    Node flat = b.reshape(planes, Shape.of(batch, channels, size.elements()));
    Node sum = b.scalar(0);
    for (Corner corner : corners(size, places)) {
      Node index = b.reshape(b.flatIndex(corner.indices, size), Shape.of(batch, 1, count));
      Node all = b.broadcast(index, Shape.of(batch, channels, count));
      Node weight = b.reshape(corner.weight, Shape.of(batch, 1, count));
      sum = b.add(sum, b.multiply(b.gatherElements(flat, all, 2), weight));
    }
    return sum;
  }

  /** Every combination of one tap of each axis. */
  private List<Corner> corners(Shape size, List<Node> places) {
    List<Corner> corners = List.of(new Corner(List.of(), b.scalar(1)));
    for (int axis = 0; axis < size.rank(); axis++) {
      List<Corner> next = new ArrayList<>();
      for (Tap tap : taps(places.get(axis), size.dimension(axis))) {
        for (Corner corner : corners) {
          List<Node> indices = new ArrayList<>(corner.indices);
          indices.add(tap.index);
          next.add(new Corner(indices, b.multiply(corner.weight, tap.weight)));
        }
      }
      corners = next;
    }
    return corners;
  }

  private List<Tap> taps(Node place, int length) {
    if (mode.equals("cubic")) {
      return cubic(place, length);
    }
    Node inside = padding.equals("zeros") ? place : within(place, length);
    if (mode.equals("nearest")) {
      Node one = b.filled(1, place.shape());
      return List.of(tap(b.unary(UnaryFunction.ROUND, inside), one, length));
    }
    Node low = b.unary(UnaryFunction.FLOOR, inside);
    Node rest = b.subtract(inside, low);
    return List.of(
        tap(low, b.subtract(b.scalar(1), rest), length),
        tap(b.add(low, b.scalar(1)), rest, length));
  }

  /** Keys' convolution (1981) with a = -0.75, DOI 10.1109/TASSP.1981.1163711. */
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
    return new Tap(b.toInteger(clipped), b.multiply(weight, inside));
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
}
