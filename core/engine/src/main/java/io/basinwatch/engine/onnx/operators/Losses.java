package io.basinwatch.engine.onnx.operators;

import static java.util.Map.entry;

import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Shape;
import java.util.List;
import java.util.Map;
import onnx.OnnxMl.AttributeProto.AttributeType;

/** Losses that a model computes itself: classes along axis 1 of (samples, classes, ...). */
final class Losses {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("SoftmaxCrossEntropyLoss", Losses::crossEntropy),
          entry(
              "NegativeLogLikelihoodLoss",
              Operator.of(node -> negativeLogLikelihood(node, node.input(0)))));

  private Losses() {}

  private static List<Node> crossEntropy(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node scores = node.input(0);
    List<Integer> swap = Orders.swap(1, scores.shape().rank() - 1);
    Node logarithms = b.permute(b.logSoftmax(b.permute(scores, swap)), swap);
    return List.of(negativeLogLikelihood(node, logarithms), logarithms);
  }

  /** The mean is over weights: of targets that are ignored it counts nothing. */
  private static Node negativeLogLikelihood(OperatorNode node, Node logarithms) {
    GraphBuilder b = node.builder();
    Node target = node.input(1); // (samples, ...)
    Node ignored = ignored(node, target);
    Node zero = Literals.scalar(b, ElementType.INTEGER, 0);
    Node label = ignored == null ? target : b.where(ignored, zero, target);
    Shape column = logarithms.shape().with(1, 1);
    Node chosen = b.gatherElements(logarithms, b.reshape(label, column), 1);
    Node given =
        node.optionalInput(2)
            .map(weights -> b.gather(weights, label, 0))
            .orElseGet(() -> b.filled(1, target.shape()));
    Node weight = counted(b, ignored, given);
    Node weighted = b.multiply(b.reshape(chosen, target.shape()), weight);
    Node losses = b.negate(counted(b, ignored, weighted));
    String reduction = node.text("reduction", "mean");
    return switch (reduction) {
      case "none" -> losses;
      case "sum" -> b.sumAll(losses);
      case "mean" -> b.divide(b.sumAll(losses), b.sumAll(weight));
      default ->
          throw new IllegalArgumentException(
              "reduction '%s' is not supported; supported: none, sum, mean".formatted(reduction));
    };
  }

  /** 0 where a target is ignored, even instead of what is infinite. */
  private static Node counted(GraphBuilder b, Node ignored, Node x) {
    return ignored == null ? x : b.where(ignored, b.scalar(0), x);
  }

  /** Where a target is to be ignored, or null where the node ignores none. */
  private static Node ignored(OperatorNode node, Node target) {
    if (node.attribute("ignore_index", AttributeType.INT).isEmpty()) {
      return null;
    }
    GraphBuilder b = node.builder();
    Node index = b.scalar(node.integer("ignore_index", 0));
    return b.binary(BinaryFunction.EQUAL, b.toReal(target), index);
  }
}
