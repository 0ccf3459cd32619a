package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The loss of each sample from a model's output and its target.
 *
 * <p>With several class targets in a sample (logits (batch, time, classes) or (batch, classes,
 * height, width), targets (batch, time) or (batch, height, width)) the sample's loss is the mean
 * over those of its targets that are not ignored, and 0 where all are: the samples of a probe, not
 * its tokens, are what n counts.
 */
final class LossHeads {
  private final GraphBuilder b;
  private final Node output; // (batch, ...)
  private final int batch;

  private LossHeads(GraphBuilder builder, Node output) {
    this.b = builder;
    this.output = output;
    this.batch = output.shape().dimension(0);
  }

  /**
   * @param target classes (batch, ...) INTEGER, or values of as many elements as the output; null
   *     for {@link Loss#MODEL_OUTPUT}
   * @param weights of the targets of a sample, (batch, ...), or null where all count alike
   * @return (batch)
   */
  static Node sampleLosses(
      GraphBuilder builder, Loss loss, Node output, Node target, Node weights) {
    LossHeads head = new LossHeads(builder, output);
    return switch (loss) {
      case CROSS_ENTROPY -> head.crossEntropy(target, weights);
      case BINARY_CROSS_ENTROPY -> head.binaryCrossEntropy(target);
      case SQUARED_ERROR -> builder.scale(.5, head.squaredError(target));
      case MEAN_SQUARED_ERROR -> builder.scale(1. / head.outputs(), head.squaredError(target));
      case MODEL_OUTPUT -> builder.reshape(output, Shape.of(batchOf(output)));
    };
  }

  private static int batchOf(Node node) {
    return node.shape().dimension(0);
  }

  private Node crossEntropy(Node target, Node weights) {
    Node logits = classesLast(ClassAxis.of(output.shape(), target.shape().dimensions()));
    List<Integer> dimensions = logits.shape().dimensions();
    Shape positions = new Shape(dimensions.subList(0, dimensions.size() - 1));
    Node losses = b.softmaxCrossEntropy(logits, b.reshape(target, positions));
    Node weighted =
        weights == null
            ? b.scale((double) batch / positions.elements(), losses)
            : weighted(losses, b.reshape(weights, positions));
    return sampleSums(weighted);
  }

  /** An ignored target's loss does not count, even where it is infinite. */
  private Node weighted(Node losses, Node weights) {
    return b.where(weights, b.multiply(losses, weights), b.scalar(0));
  }

  private Node classesLast(int axis) {
    List<Integer> order = new ArrayList<>();
    IntStream.range(0, output.shape().rank()).filter(i -> i != axis).forEach(order::add);
    order.add(axis);
    return b.permute(output, order);
  }

  /** -y log p - (1 - y) log(1 - p) = softplus(z) - y z for p = sigmoid(z). */
  private Node binaryCrossEntropy(Node target) {
    Node y = b.reshape(target, output.shape());
    return sampleSums(b.subtract(b.unary(UnaryFunction.SOFTPLUS, output), b.multiply(y, output)));
  }

  private Node squaredError(Node target) {
    Node residual = b.subtract(output, b.reshape(target, output.shape()));
    return sampleSums(b.unary(UnaryFunction.SQUARE, residual));
  }

  private int outputs() {
    return output.shape().elements() / batch;
  }

  private Node sampleSums(Node values) {
    Node rows = b.reshape(values, Shape.of(batch, values.shape().elements() / batch));
    return b.reshape(b.sum(rows, List.of(1)), Shape.of(batch));
  }
}
