package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Discrete Fourier transforms along an axis of (..., 1), real numbers, or (..., 2), complex ones:
 * products with a matrix, whose size is the square of the length.
 */
final class Fourier {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("DFT", Operator.of(Fourier::transform)),
          entry("STFT", Operator.of(Fourier::shortTime)),
          entry("HannWindow", Operator.of(node -> window(node, .5, .5, 0))),
          entry("HammingWindow", Operator.of(node -> window(node, 25. / 46, 21. / 46, 0))),
          entry("BlackmanWindow", Operator.of(node -> window(node, .42, .5, .08))));

  private static final int AXIS_INPUT = 20; // DFT's axis was an attribute before

  private Fourier() {}

  private static Node transform(OperatorNode node) {
    Node x = node.input(0);
    int rank = x.shape().rank();
    boolean inverse = node.integer("inverse", 0) != 0;
    boolean oneSided = node.integer("onesided", 0) != 0;
    long given =
        node.opset() < AXIS_INPUT
            ? node.integer("axis", 1)
            : node.optionalInput(2).isPresent() ? node.constantLongs(2)[0] : -2;
    int axis = OperatorNode.normalizeAxis(given, rank);
    if (axis == rank - 1) {
      throw new IllegalArgumentException("axis %d holds real and imaginary parts".formatted(axis));
    }
    int present = x.shape().dimension(axis);
    int whole = inverse && oneSided ? 2 * (present - 1) : present;
    int length = node.optionalInput(1).isPresent() ? length(node, 1) : whole;
    int half = length / 2 + 1;
    GraphBuilder b = node.builder();
    return inverse && oneSided
        ? real(b, fitted(b, x, axis, half), axis, length)
        : transformed(b, fitted(b, x, axis, length), axis, inverse, oneSided ? half : length);
  }

  private static int length(OperatorNode node, int input) {
    int length = Math.toIntExact(node.constantLongs(input)[0]);
    if (length < 1) {
      throw new IllegalArgumentException("a length of %d; at least 1".formatted(length));
    }
    return length;
  }

  /** Cut off, or filled up with zeros. */
  private static Node fitted(GraphBuilder b, Node x, int axis, int length) {
    int present = x.shape().dimension(axis);
    return length <= present
        ? b.slice(x, axis, 0, length)
        : b.concat(List.of(x, b.filled(0, x.shape().with(axis, length - present))), axis);
  }

  /** The first frequencies of a whole signal, or a signal of all frequencies. */
  private static Node transformed(GraphBuilder b, Node x, int axis, boolean inverse, int results) {
    int length = x.shape().dimension(axis);
    int parts = x.shape().dimension(-1);
    double turn = (inverse ? 2 : -2) * Math.PI / length;
    double scale = inverse ? 1. / length : 1;
    return along(
        b,
        x,
        axis,
        results,
        2,
        (from, to) -> {
          // e^(i angle) times 1 or i; a quarter less is a cosine for the imaginary part.
          double quarters = from % parts - to % 2;
          return scale
              * Math.cos(turn * angle(from / parts, to / 2, length) + quarters * Math.PI / 2);
        });
  }

  /** The real signal that has these frequencies, the first half of them. */
  private static Node real(GraphBuilder b, Node x, int axis, int length) {
    int parts = x.shape().dimension(-1);
    return along(
        b,
        x,
        axis,
        length,
        1,
        (from, to) -> {
          int frequency = from / parts;
          boolean own = frequency == 0 || 2 * frequency == length; // else its mirror image counts
          double angle = 2 * Math.PI / length * angle(frequency, to, length);
          double scale = (own ? 1. : 2.) / length;
          return scale * (from % parts == 0 ? Math.cos(angle) : own ? 0 : -Math.sin(angle));
        });
  }

  /** The product of two positions in a circle, which keeps the angle exact. */
  private static double angle(int a, int b, int length) {
    return (double) ((long) a * b % length);
  }

  private interface Weight {
    double of(int from, int to);
  }

  /** (..., length, ..., parts) times a matrix over both: (..., results, ..., its parts). */
  private static Node along(
      GraphBuilder b, Node x, int axis, int results, int resultParts, Weight weight) {
    int last = x.shape().rank() - 1;
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, last).filter(i -> i != axis).boxed().toList());
    order.addAll(List.of(axis, last));
    Node lines = b.permute(x, order);
    Shape rest = Literals.part(lines.shape(), 0, last - 1);
    int from = x.shape().dimension(axis) * x.shape().dimension(last);
    int to = Math.multiplyExact(results, resultParts);
    b.requireRoom((long) from * to);
    Node matrix =
        Literals.tensor(b, ElementType.REAL, Shape.of(from, to), i -> weight.of(i / to, i % to));
    Node product = b.matMul(b.reshape(lines, Shape.of(rest.elements(), from)), matrix);
    Node y = b.reshape(product, Literals.join(rest, Shape.of(results, resultParts)));
    List<Integer> back = new ArrayList<>(IntStream.range(0, last - 1).boxed().toList());
    back.add(axis, last - 1);
    back.add(last);
    return b.permute(y, back);
  }

  /** Signals (batch, time, parts) to (batch, frames, frequencies, 2). */
  private static Node shortTime(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node signal = node.input(0);
    int step = length(node, 1);
    boolean oneSided = node.integer("onesided", 1) != 0;
    int time = signal.shape().dimension(1);
    int size =
        node.optionalInput(3).isPresent()
            ? length(node, 3)
            : node.optionalInput(2).map(window -> window.shape().elements()).orElse(time);
    if (size > time) {
      throw new IllegalArgumentException("frames of %d in a signal of %d".formatted(size, time));
    }
    int frames = (time - size) / step + 1;
    Node places =
        Literals.tensor(
            b,
            ElementType.INTEGER,
            Shape.of(frames, size),
            i -> (double) (i / size) * step + i % size);
    Node framed = b.gather(signal, places, 1);
    Node weighted =
        node.optionalInput(2)
            .map(window -> b.multiply(framed, b.reshape(window, Shape.of(size, 1))))
            .orElse(framed);
    return transformed(b, weighted, 2, false, oneSided ? size / 2 + 1 : size);
  }

  /** At place i of n: a - first cos(2 pi i / n) + second cos(4 pi i / n). */
  private static Node window(OperatorNode node, double a, double first, double second) {
    int size = length(node, 0);
    boolean periodic = node.integer("periodic", 1) != 0;
    ElementType type = Constants.target(node, "output_datatype", ElementType.REAL);
    double turn = 2 * Math.PI / (periodic ? size : Math.max(size - 1, 1));
    DoubleUnaryOperator value =
        i -> a - first * Math.cos(turn * i) + second * Math.cos(2 * turn * i);
    return Literals.tensor(node.builder(), type, Shape.of(size), value::applyAsDouble);
  }
}
