package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
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
          entry("LayerNormalization", Normalizations::layer),
          entry("RMSNormalization", Operator.of(Normalizations::rootMeanSquare)),
          entry("InstanceNormalization", Operator.of(Normalizations::instance)),
          entry("GroupNormalization", Operator.of(Normalizations::group)),
          entry("BatchNormalization", Operator.of(Normalizations::batch)),
          entry("LpNormalization", Operator.of(Normalizations::unit)),
          entry("LRN", Operator.of(Normalizations::localResponse)),
          entry("MeanVarianceNormalization", Operator.of(Normalizations::meanVariance)),
          entry("Dropout", Normalizations::dropout));

  private static final double EPSILON = 1e-5f;
  private static final double TINY = 1e-9;
  private static final int TRAINING_BY_ATTRIBUTE = 14; // BatchNormalization's; by outputs before
  private static final int SCALE_OF_CHANNELS = 21; // GroupNormalization's opset; of groups before

  private Normalizations() {}

  /** Over the axes from {@code axis} on; also the means and inverse deviations. */
  private static List<Node> layer(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    List<Integer> axes = trailing(node);
    double epsilon = node.real("epsilon", EPSILON);
    node.integer("stash_type", 1); // precision of the intermediate results, which is ours here
    Node mean = Reductions.mean(b, x, axes);
    Node centred = b.subtract(x, mean);
    Node inverse = inverseDeviation(b, variance(b, centred, axes), epsilon);
    Node scaled = b.multiply(b.multiply(centred, inverse), node.inputWithin(1, x.shape()));
    Node y =
        node.optionalInput(2)
            .map(_ -> b.add(scaled, node.inputWithin(2, x.shape())))
            .orElse(scaled);
    return List.of(y, mean, inverse);
  }

  private static Node rootMeanSquare(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    double epsilon = node.real("epsilon", EPSILON);
    node.integer("stash_type", 1); // as above
    Node inverse = inverseDeviation(b, variance(b, x, trailing(node)), epsilon);
    return b.multiply(b.multiply(x, inverse), node.inputWithin(1, x.shape()));
  }

  private static List<Integer> trailing(OperatorNode node) {
    int rank = node.input(0).shape().rank();
    return IntStream.range(node.axis("axis", -1, rank), rank).boxed().toList();
  }

  /** Over everything behind axis 1. */
  private static Node instance(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    List<Integer> axes = IntStream.range(2, x.shape().rank()).boxed().toList();
    Node normal = normal(b, x, axes, node.real("epsilon", EPSILON));
    return b.add(b.multiply(normal, channels(node, 1)), channels(node, 2));
  }

  /** Over the channels of a group and everything behind axis 1. */
  private static Node group(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int groups = node.requiredCount("num_groups");
    int samples = x.shape().dimension(0);
    int channels = x.shape().dimension(1);
    if (channels % groups != 0) {
      throw new IllegalArgumentException("%d channels in %d groups".formatted(channels, groups));
    }
    Shape grouped = Shape.of(samples, groups, x.shape().elements() / samples / groups);
    node.integer("stash_type", 1); // as above
    Node normal = normal(b, b.reshape(x, grouped), List.of(2), node.real("epsilon", EPSILON));
    if (node.opset() < SCALE_OF_CHANNELS) {
      Shape column = Shape.of(groups, 1);
      Node scaled = b.multiply(normal, b.reshape(node.input(1), column));
      return b.reshape(b.add(scaled, b.reshape(node.input(2), column)), x.shape());
    }
    Node scaled = b.multiply(b.reshape(normal, x.shape()), channels(node, 1));
    return b.add(scaled, channels(node, 2));
  }

  /** With the running statistics, over axis 1. */
  private static Node batch(OperatorNode node) {
    boolean givesStatistics = IntStream.range(1, node.outputCount()).anyMatch(node::hasOutput);
    if (node.integer("training_mode", 0) != 0
        || node.opset() < TRAINING_BY_ATTRIBUTE && givesStatistics) {
      throw new IllegalArgumentException("training_mode 1 is not supported; export in eval mode");
    }
    node.real("momentum", .9); // of no effect outside training
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    double epsilon = node.real("epsilon", EPSILON);
    Node factor = b.multiply(channels(node, 1), inverseDeviation(b, channels(node, 4), epsilon));
    return b.add(b.multiply(b.subtract(x, channels(node, 3)), factor), channels(node, 2));
  }

  /** Divided by the norm along an axis; zeros stay. */
  private static Node unit(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    List<Integer> axes = List.of(node.axis("axis", -1, x.shape().rank()));
    long p = node.integer("p", 2);
    if (p != 1 && p != 2) {
      throw new IllegalArgumentException("p %d is not supported; supported: 1, 2".formatted(p));
    }
    Node norm =
        p == 1 ? b.sum(b.unary(UnaryFunction.ABS, x), axes) : Reductions.euclidean(b, x, axes);
    Node zero = b.binary(BinaryFunction.EQUAL, norm, b.scalar(0));
    return b.divide(x, b.where(zero, b.scalar(1), norm));
  }

  /** By the squares of a channel and those beside it (Krizhevsky et al. 2012). */
  private static Node localResponse(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    int rank = x.shape().rank();
    int channels = x.shape().dimension(1);
    int size = node.requiredCount("size");
    int before = Math.min((size - 1) / 2, channels - 1);
    int after = Math.min(size / 2, channels - 1);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(rank, 0));
    starts.set(1, before);
    Shape wide = x.shape().with(1, before + channels + after);
    Node squares = b.unary(UnaryFunction.SQUARE, x);
    Node padded = b.unslice(squares, starts, Collections.nCopies(rank, 1), wide);
    Node sum = b.scalar(0);
    for (int i = 0; i <= before + after; i++) {
      sum = b.add(sum, b.slice(padded, 1, i, channels));
    }
    double scale = node.real("alpha", 1e-4f) / size;
    Node base = b.add(b.scalar(node.real("bias", 1)), b.scale(scale, sum));
    Node power = b.scalar(node.real("beta", .75));
    return b.divide(x, b.binary(BinaryFunction.POWER, base, power));
  }

  private static Node meanVariance(OperatorNode node) {
    GraphBuilder b = node.builder();
    List<Integer> axes =
        node.integers("axes")
            .map(given -> given.stream().map(Math::toIntExact).toList())
            .orElse(List.of(0, 2, 3));
    Node centred = b.subtract(node.input(0), Reductions.mean(b, node.input(0), axes));
    Node deviation = b.unary(UnaryFunction.SQRT, variance(b, centred, axes));
    return b.divide(centred, b.add(deviation, b.scalar(TINY)));
  }

  private static List<Node> dropout(OperatorNode node) {
    if (node.optionalInput(2).isPresent() && node.constant(2)[0] != 0) {
      throw new IllegalArgumentException("training_mode 1 is not supported; export in eval mode");
    }
    node.integer("seed", 0); // of no effect outside training
    return List.of(node.input(0), node.builder().filled(1, node.input(0).shape()));
  }

  private static Node normal(GraphBuilder b, Node x, List<Integer> axes, double epsilon) {
    Node centred = b.subtract(x, Reductions.mean(b, x, axes));
    return b.multiply(centred, inverseDeviation(b, variance(b, centred, axes), epsilon));
  }

  private static Node variance(GraphBuilder b, Node centred, List<Integer> axes) {
    return Reductions.mean(b, b.unary(UnaryFunction.SQUARE, centred), axes);
  }

  private static Node inverseDeviation(GraphBuilder b, Node variance, double epsilon) {
    return b.unary(
        UnaryFunction.RECIPROCAL, b.unary(UnaryFunction.SQRT, b.add(variance, b.scalar(epsilon))));
  }

  /** An input (channels) in a shape that broadcasts along axis 1. */
  private static Node channels(OperatorNode node, int input) {
    int channels = node.input(0).shape().dimension(1);
    node.requireShape(input, Shape.of(channels));
    int trailing = node.input(0).shape().rank() - 2;
    List<Integer> dimensions = new ArrayList<>(List.of(channels));
    dimensions.addAll(Collections.nCopies(trailing, 1));
    return node.builder().reshape(node.input(input), new Shape(dimensions));
  }
}
