package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Normalisation layers, in inference mode. */
final class Normalizations {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("LayerNormalization", Operator.of(Normalizations::layer)),
          entry("BatchNormalization", Operator.of(Normalizations::batch)),
          entry("Dropout", Operator.of(Normalizations::dropout)));

  private static final double EPSILON = 1e-5f;

  private Normalizations() {}

  /** Over the axes from {@code axis} on. */
  private static Node layer(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int rank = x.shape().rank();
    List<Integer> axes = IntStream.range(node.axis("axis", -1, rank), rank).boxed().toList();
    double epsilon = node.real("epsilon", EPSILON);
    node.integer("stash_type", 1); // precision of the intermediate results, which is ours here
    Node centred = b.subtract(x, mean(b, x, axes));
    Node variance = mean(b, b.unary(UnaryFunction.SQUARE, centred), axes);
    Node scaled =
        b.multiply(b.multiply(centred, inverseDeviation(b, variance, epsilon)), node.input(1));
    return node.optionalInput(2).map(bias -> b.add(scaled, bias)).orElse(scaled);
  }

  /** With the running statistics, over axis 1. */
  private static Node batch(OperatorNode node) {
    if (node.integer("training_mode", 0) != 0) {
      throw new IllegalArgumentException("training_mode 1 is not supported; export in eval mode");
    }
    node.real("momentum", .9); // of no effect outside training
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    double epsilon = node.real("epsilon", EPSILON);
    Node factor = b.multiply(channels(node, 1), inverseDeviation(b, channels(node, 4), epsilon));
    return b.add(b.multiply(b.subtract(x, channels(node, 3)), factor), channels(node, 2));
  }

  private static Node dropout(OperatorNode node) {
    if (node.optionalInput(2).isPresent() && node.constant(2)[0] != 0) {
      throw new IllegalArgumentException("training_mode 1 is not supported; export in eval mode");
    }
    node.integer("seed", 0); // of no effect outside training
    return node.input(0);
  }

  private static Node mean(GraphBuilder b, Node x, List<Integer> axes) {
    Node sum = b.sum(x, axes);
    return b.scale((double) sum.shape().elements() / x.shape().elements(), sum);
  }

  private static Node inverseDeviation(GraphBuilder b, Node variance, double epsilon) {
    return b.unary(
        UnaryFunction.RECIPROCAL, b.unary(UnaryFunction.SQRT, b.add(variance, b.scalar(epsilon))));
  }

  /** An input (channels) in a shape that broadcasts along axis 1. */
  private static Node channels(OperatorNode node, int input) {
    int trailing = node.input(0).shape().rank() - 2;
    List<Integer> dimensions = new ArrayList<>(node.input(input).shape().dimensions());
    dimensions.addAll(Collections.nCopies(trailing, 1));
    return node.builder().reshape(node.input(input), new Shape(dimensions));
  }
}
