package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.TensorData;
import io.basinwatch.engine.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pooling. A sum over a window is a convolution of each plane with ones; a maximum is read where
 * the window's first largest element lies, which alone gets the gradient, as in PyTorch.
 */
final class Pools {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("MaxPool", Pools::maximum),
          entry("AveragePool", Operator.of(Pools::average)),
          entry("LpPool", Operator.of(Pools::norm)),
          entry("GlobalMaxPool", Operator.of(Pools::globalMaximum)),
          entry("GlobalAveragePool", Operator.of(Pools::globalAverage)),
          entry("GlobalLpPool", Operator.of(Pools::globalNorm)));

  private static final int LARGEST_INDEX = 1 << 24; // whole numbers pass through float32

  private Pools() {}

  /** The largest elements, and where they lie in the whole tensor. */
  private static List<Node> maximum(OperatorNode node) {
    boolean byColumns = node.integer("storage_order", 0) != 0;
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    List<Integer> size = WindowAttributes.spatial(x.shape());
    Node places = b.windowArgmax(x, window(node, new WindowAttributes(node, null), size));
    Node largest = read(b, x, places);
    return node.hasOutput(1) ? List.of(largest, whole(b, x, places, byColumns)) : List.of(largest);
  }

  /** Places in a plane as places in the tensor. */
  private static Node whole(GraphBuilder b, Node x, Node places, boolean byColumns) {
    int elements = x.shape().elements();
    if (byColumns || elements > LARGEST_INDEX) {
      throw new IllegalArgumentException(
          "output 1 (Indices) is supported with storage_order 0, for up to %d elements"
              .formatted(LARGEST_INDEX));
    }
    Shape lines = lines(x);
    int plane = lines.dimension(1);
    Node starts =
        Literals.tensor(b, ElementType.INTEGER, lines.with(1, 1), i -> (double) i * plane);
    return b.reshape(b.add(b.reshape(places, lines(places)), starts), places.shape());
  }

  private static Node globalMaximum(OperatorNode node) {
    Node x = node.input(0);
    List<Integer> size = WindowAttributes.spatial(x.shape());
    List<Integer> ones = Collections.nCopies(size.size(), 1);
    List<Integer> zeros = Collections.nCopies(size.size(), 0);
    GraphBuilder b = node.builder();
    return read(b, x, b.windowArgmax(x, new Window(size, ones, ones, zeros, zeros)));
  }

  private static Node read(GraphBuilder b, Node x, Node places) {
    Node values = b.gatherElements(b.reshape(x, lines(x)), b.reshape(places, lines(places)), 1);
    return b.reshape(values, places.shape());
  }

  /** (batch * channels, places). */
  private static Shape lines(Node x) {
    int planes = x.shape().dimension(0) * x.shape().dimension(1);
    return Shape.of(planes, x.shape().elements() / planes);
  }

  private static Node average(OperatorNode node) {
    Node x = node.input(0);
    List<Integer> size = WindowAttributes.spatial(x.shape());
    WindowAttributes attributes = new WindowAttributes(node, null);
    boolean padding = node.integer("count_include_pad", 0) != 0;
    Window padded = attributes.over(size);
    Window window = window(node, attributes, size);
    return node.builder()
        .multiply(sums(node, x, window), shares(node, padded, window, size, padding));
  }

  /** One over the number of places that each position counts: (1, 1, positions...). */
  private static Node shares(
      OperatorNode node, Window padded, Window window, List<Integer> size, boolean padding) {
    double[] shares = {1};
    List<Integer> shape = new ArrayList<>(List.of(1, 1));
    for (int axis = 0; axis < window.rank(); axis++) {
      int length = size.get(axis);
      int from = padding ? -padded.padsBefore().get(axis) : 0;
      int to = padding ? length + padded.padsAfter().get(axis) : length;
      int positions = window.positions(axis, length);
      double[] before = shares;
      node.builder().requireRoom((long) before.length * positions);
      shares = new double[before.length * positions];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = before[i / positions] / window.seen(axis, i % positions, from, to);
      }
      shape.add(positions);
    }
    double first = shares[0];
    return Arrays.stream(shares).allMatch(share -> share == first)
        ? node.builder().scalar(first)
        : node.builder().constant(ElementType.REAL, new TensorData(new Shape(shape), shares));
  }

  /** (sum |x|^p)^(1/p). */
  private static Node norm(OperatorNode node) {
    List<Integer> size = WindowAttributes.spatial(node.input(0).shape());
    WindowAttributes attributes = new WindowAttributes(node, null);
    Window window = window(node, attributes, size);
    return root(node, sums(node, powers(node), window));
  }

  private static Node globalAverage(OperatorNode node) {
    Node x = node.input(0);
    List<Integer> axes = spatialAxes(x);
    int places = axes.stream().mapToInt(x.shape()::dimension).reduce(1, Math::multiplyExact);
    return node.builder().scale(1. / places, node.builder().sum(x, axes));
  }

  private static Node globalNorm(OperatorNode node) {
    return root(node, node.builder().sum(powers(node), spatialAxes(node.input(0))));
  }

  private static Node powers(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node size = b.unary(UnaryFunction.ABS, node.input(0));
    return b.binary(BinaryFunction.POWER, size, b.scalar(node.integer("p", 2)));
  }

  private static Node root(OperatorNode node, Node sums) {
    GraphBuilder b = node.builder();
    return b.binary(BinaryFunction.POWER, sums, b.scalar(1. / node.integer("p", 2)));
  }

  private static Window window(OperatorNode node, WindowAttributes attributes, List<Integer> size) {
    return node.integer("ceil_mode", 0) != 0 ? attributes.overWhole(size) : attributes.over(size);
  }

  /** (batch, channels, positions...). */
  private static Node sums(OperatorNode node, Node x, Window window) {
    GraphBuilder b = node.builder();
    List<Integer> planes =
        new ArrayList<>(List.of(x.shape().dimension(0) * x.shape().dimension(1), 1));
    planes.addAll(WindowAttributes.spatial(x.shape()));
    List<Integer> kernel = new ArrayList<>(List.of(1, 1));
    kernel.addAll(window.kernel());
    Node ones = b.filled(1, new Shape(kernel));
    Node sums = b.convolution(b.reshape(x, new Shape(planes)), ones, window, 1);
    List<Integer> shape = new ArrayList<>(List.of(x.shape().dimension(0), x.shape().dimension(1)));
    shape.addAll(WindowAttributes.spatial(sums.shape()));
    return b.reshape(sums, new Shape(shape));
  }

  private static List<Integer> spatialAxes(Node x) {
    return IntStream.range(2, x.shape().rank()).boxed().toList();
  }
}
