package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Convolutions whose kernel's elements read the input where the data say, between its elements (Dai
 * et al. 2017), each with a factor of its own (Zhu et al. 2019).
 */
final class DeformableConvolutions {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("DeformConv", Operator.of(node -> new DeformableConvolutions(node).convolved())));

  private static final int AXES = 2;

  private final OperatorNode node;
  private final GraphBuilder b;
  private final Node x; // (batch, inputs, height, width)
  private final Node w; // (outputs, inputs / groups, kernel height, kernel width)
  private final Node offsets; // (batch, offset groups, kernel, axes, positions)
  private final Window window;
  private final int batch;
  private final int kernel; // elements
  private final List<Integer> result; // positions along each axis
  private final int positions;
  private final int offsetGroups;

  private DeformableConvolutions(OperatorNode node) {
    this.node = node;
    this.b = node.builder();
    this.x = node.input(0);
    this.w = node.input(1);
    List<Integer> size = WindowAttributes.spatial(x.shape());
    this.window = new WindowAttributes(node, WindowAttributes.spatial(w.shape())).over(size);
    if (window.rank() != AXES) {
      throw new IllegalArgumentException(
          "%d spatial dimensions; supported: 2".formatted(window.rank()));
    }
    this.batch = x.shape().dimension(0);
    this.kernel = new Shape(window.kernel()).elements();
    this.result = List.of(window.positions(0, size.get(0)), window.positions(1, size.get(1)));
    this.positions = new Shape(result).elements();
    this.offsetGroups = Math.toIntExact(node.integer("offset_group", 1));
    this.offsets = b.reshape(node.input(2), Shape.of(batch, offsetGroups, kernel, AXES, positions));
  }

  private Node convolved() {
    int groups = Math.toIntExact(node.integer("group", 1));
    int channels = x.shape().dimension(1);
    int outputs = w.shape().dimension(0);
    List<Node> read = new ArrayList<>();
    for (int group = 0; group < offsetGroups; group++) {
      read.add(read(group, channels / offsetGroups));
    }
    int inputs = channels / groups * kernel;
    Node columns = b.reshape(b.concat(read, 1), Shape.of(batch, groups, inputs, positions));
    Node matrices = b.reshape(w, Shape.of(1, groups, outputs / groups, inputs));
    Node wide = b.broadcast(matrices, Shape.of(batch, groups, outputs / groups, inputs));
    Node y = b.reshape(b.matMul(wide, columns), Shape.of(batch, outputs, positions));
    Node biased =
        node.optionalInput(3)
            .map(bias -> b.add(y, b.reshape(bias, Shape.of(outputs, 1))))
            .orElse(y);
    return b.reshape(biased, Literals.join(Shape.of(batch, outputs), new Shape(result)));
  }

  /** What the kernel sees of the channels of a group: (batch, channels, kernel * positions). */
  private Node read(int group, int channels) {
    int count = kernel * positions;
    List<Node> places = new ArrayList<>();
    for (int axis = 0; axis < AXES; axis++) {
      Node moved = b.slice(b.slice(offsets, 1, group, 1), 3, axis, 1);
      places.add(b.add(b.reshape(moved, Shape.of(batch, count)), resting(axis)));
    }
    Node planes = b.slice(x, 1, group * channels, channels);
    Node values = new Interpolation(b, "linear", "zeros", false).at(planes, places);
    return node.optionalInput(4)
        .map(mask -> b.reshape(mask, Shape.of(batch, offsetGroups, count)))
        .map(mask -> b.multiply(values, b.slice(mask, 1, group, 1)))
        .orElse(values);
  }

  /** Where the kernel's elements read without an offset: (1, kernel * positions). */
  private Node resting(int axis) {
    int inner = axis == 0 ? window.kernel().get(1) : 1; // elements of the kernel in a step
    int innerPositions = axis == 0 ? result.get(1) : 1;
    return Literals.tensor(
        b,
        ElementType.REAL,
        Shape.of(1, kernel * positions),
        i -> {
          int element = i / positions / inner % window.kernel().get(axis);
          int position = i % positions / innerPositions % result.get(axis);
          return position * window.strides().get(axis)
              + element * window.dilations().get(axis)
              - window.padsBefore().get(axis);
        });
  }
}
