package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
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
          entry("ConvTranspose", Operator.of(Convolutions::transposed)),
          entry("Col2Im", Operator.of(Convolutions::patches)));

  private Convolutions() {}

  private static Node convolution(OperatorNode node) {
    Node x = node.input(0);
    Node w = weight(node);
    WindowAttributes attributes = new WindowAttributes(node, WindowAttributes.spatial(w.shape()));
    Window window = attributes.over(WindowAttributes.spatial(x.shape()));
    return withBias(node, node.builder().convolution(x, w, window, groups(node)));
  }

  /** The adjoint of a convolution that takes the result to the input. */
  private static Node transposed(OperatorNode node) {
    Node y = node.input(0);
    Node w = weight(node);
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

  /**
   * Sums of overlapping patches (batch, channels * patch, positions): a transposed convolution in
   * which each element of a patch has a kernel with a single one.
   */
  private static Node patches(OperatorNode node) {
    GraphBuilder b = node.builder();
    Shape columns = node.input(0).shape();
    List<Integer> image = node.constantSizes(1);
    List<Integer> patch = node.constantSizes(2);
    Window window = new WindowAttributes(node, patch).over(image);
    int elements = new Shape(patch).elements();
    int batch = columns.dimension(0);
    int channels = columns.dimension(1) / elements;
    List<Integer> y = new ArrayList<>(List.of(batch, channels * elements));
    for (int i = 0; i < image.size(); i++) {
      y.add(window.positions(i, image.get(i)));
    }
    Shape kernels = Literals.join(Shape.of(channels * elements, 1), new Shape(patch));
    Node w =
        Literals.tensor(
            b, ElementType.REAL, kernels, i -> i % elements == i / elements % elements ? 1 : 0);
    Node sums =
        b.convolution(
            ConvolutionPart.INPUT,
            window,
            channels,
            List.of(w, b.reshape(node.input(0), new Shape(y))),
            Literals.join(Shape.of(batch, channels), new Shape(image)));
    return b.to(node.input(0).type(), sums);
  }

  private static Node weight(OperatorNode node) {
    Node w = node.input(1);
    if (w.shape().elements() == 0) {
      throw new IllegalArgumentException("weight %s has no elements".formatted(w.shape()));
    }
    return w;
  }

  private static int groups(OperatorNode node) {
    return Math.toIntExact(node.integer("group", 1));
  }

  /** PyTorch's exporter gives 3-D convolutions without a bias zeros of a wrong shape. */
  private static Node withBias(OperatorNode node, Node y) {
    GraphBuilder b = node.builder();
    return node.optionalInput(2)
        .filter(bias -> !bias.isFilled(0))
        .map(
            bias -> {
              int channels = y.shape().dimension(1);
              if (bias.shape().elements() != channels) {
                throw new IllegalArgumentException(
                    "bias %s for %d channels".formatted(bias.shape(), channels));
              }
              List<Integer> shape = new ArrayList<>(List.of(channels));
              shape.addAll(Collections.nCopies(y.shape().rank() - 2, 1));
              return b.add(y, b.reshape(bias, new Shape(shape)));
            })
        .orElse(y);
  }
}
