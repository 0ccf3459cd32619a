package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.ConvolutionPart;
import io.basinwatch.engine.graph.Shape;
import io.basinwatch.engine.graph.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Convolutions in one to three dimensions. */
final class Convolutions {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Conv", Operator.of(Convolutions::convolution)),
          entry("ConvTranspose", Operator.of(Convolutions::transposed)));

  private Convolutions() {}

  private static Node convolution(OperatorNode node) {
    Node x = node.input(0);
    Node w = node.input(1);
    WindowAttributes attributes = new WindowAttributes(node, WindowAttributes.spatial(w.shape()));
    Window window = attributes.over(WindowAttributes.spatial(x.shape()));
    return withBias(node, node.builder().convolution(x, w, window, groups(node)));
  }

  /** The adjoint of a convolution that takes the result to the input. */
  private static Node transposed(OperatorNode node) {
    Node y = node.input(0);
    Node w = node.input(1);
    WindowAttributes attributes = new WindowAttributes(node, WindowAttributes.spatial(w.shape()));
    List<Integer> input = WindowAttributes.spatial(y.shape());
    List<Integer> size = attributes.transposedSize(input);
    int groups = groups(node);
    List<Integer> result =
        new ArrayList<>(List.of(y.shape().dimension(0), w.shape().dimension(1) * groups));
    result.addAll(size);
    return withBias(
        node,
        node.builder()
            .convolution(
                ConvolutionPart.INPUT,
                attributes.transposed(input, size),
                groups,
                List.of(w, y),
                new Shape(result)));
  }

  private static int groups(OperatorNode node) {
    return Math.toIntExact(node.integer("group", 1));
  }

  private static Node withBias(OperatorNode node, Node y) {
    GraphBuilder b = node.builder();
    return node.optionalInput(2)
        .map(
            bias -> {
              List<Integer> shape = new ArrayList<>(List.of(bias.shape().elements()));
              shape.addAll(Collections.nCopies(y.shape().rank() - 2, 1));
              return b.add(y, b.reshape(bias, new Shape(shape)));
            })
        .orElse(y);
  }
}
