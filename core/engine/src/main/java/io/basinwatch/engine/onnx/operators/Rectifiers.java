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

/**
 * Activation functions in pieces. At a kink they have PyTorch's derivative, and what a piece would
 * overflow to elsewhere never meets its gradient.
 */
final class Rectifiers {
  static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          entry("Relu", Elementwise.unary(UnaryFunction.RELU)),
          entry("LeakyRelu", Operator.of(Rectifiers::leaky)),
          entry("PRelu", Operator.of(Rectifiers::parametric)),
          entry("ThresholdedRelu", Operator.of(Rectifiers::thresholded)),
          entry("Shrink", Operator.of(Rectifiers::shrink)),
          entry("Elu", Operator.of(Rectifiers::elu)),
          entry("Selu", Operator.of(Rectifiers::selu)),
          entry("Celu", Operator.of(Rectifiers::celu)),
          entry("HardSigmoid", Operator.of(Rectifiers::hardSigmoid)),
          entry("HardSwish", Operator.of(Rectifiers::hardSwish)));

  private static final double SELU_ALPHA = 1.67326319217681884765625;
  private static final double SELU_GAMMA = 1.05070102214813232421875;

  private Rectifiers() {}

  private static Node leaky(OperatorNode node) {
    GraphBuilder b = node.builder();
    return sloped(b, node.input(0), b.scalar(node.real("alpha", .01f)));
  }

  static Node sloped(GraphBuilder b, Node x, Node slope) {
    return b.where(positive(b, x), x, b.multiply(slope, x));
  }

  /** The slope broadcasts to x in one direction only; exporters also give it (channels). */
  private static Node parametric(OperatorNode node) {
    Node slope = node.input(1);
    int rank = node.input(0).shape().rank();
    boolean channels =
        slope.shape().rank() == 1
            && rank > 2
            && slope.shape().dimension(0) == node.input(0).shape().dimension(1)
            && slope.shape().dimension(0) != node.input(0).shape().dimension(-1);
    if (channels) {
      List<Integer> dimensions = new ArrayList<>(slope.shape().dimensions());
      dimensions.addAll(Collections.nCopies(rank - 2, 1));
      Node column = node.builder().reshape(slope, new Shape(dimensions));
      return sloped(node.builder(), node.input(0), column);
    }
    return sloped(node.builder(), node.input(0), node.inputWithin(1, node.input(0).shape()));
  }

  private static Node thresholded(OperatorNode node) {
    return thresholded(node.builder(), node.input(0), node.real("alpha", 1));
  }

  static Node thresholded(GraphBuilder b, Node x, double alpha) {
    Node above = b.binary(BinaryFunction.GREATER, x, b.scalar(alpha));
    return b.where(above, x, b.scalar(0));
  }

  private static Node shrink(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = b.toReal(node.input(0));
    Node bias = b.scalar(node.real("bias", 0));
    double lambda = node.real("lambd", .5f);
    Node low = b.binary(BinaryFunction.GREATER, b.scalar(-lambda), x);
    Node high = b.binary(BinaryFunction.GREATER, x, b.scalar(lambda));
    Node shrunk = b.where(low, b.add(x, bias), b.where(high, b.subtract(x, bias), b.scalar(0)));
    return b.to(node.input(0).type(), shrunk);
  }

  /** x where it is positive, alpha (e^(x / width) - 1) elsewhere. */
  static Node exponential(GraphBuilder b, Node x, double alpha, double width) {
    Node positive = positive(b, x);
    Node negative = b.where(positive, b.scalar(0), x);
    Node below = Functions.exponentialMinusOne(b, b.scale(1 / width, negative));
    return b.where(positive, x, b.scale(alpha, below));
  }

  private static Node elu(OperatorNode node) {
    return exponential(node.builder(), node.input(0), node.real("alpha", 1), 1);
  }

  private static Node selu(OperatorNode node) {
    GraphBuilder b = node.builder();
    double alpha = node.real("alpha", SELU_ALPHA);
    return b.scale(node.real("gamma", SELU_GAMMA), exponential(b, node.input(0), alpha, 1));
  }

  private static Node celu(OperatorNode node) {
    double alpha = node.real("alpha", 1);
    return exponential(node.builder(), node.input(0), alpha, alpha);
  }

  private static Node hardSigmoid(OperatorNode node) {
    double alpha = node.real("alpha", .2f);
    return hardSigmoid(node.builder(), node.input(0), alpha, node.real("beta", .5f));
  }

  /** 0 up to -3, x from 3 on, x (x / 6 + 1 / 2) between them. */
  private static Node hardSwish(OperatorNode node) {
    GraphBuilder b = node.builder();
    Node x = node.input(0);
    Node isBelow = b.binary(BinaryFunction.GREATER, b.scalar(3), x);
    Node isAbove = b.binary(BinaryFunction.GREATER, x, b.scalar(-3));
    Node inside = b.where(isBelow, b.where(isAbove, x, b.scalar(0)), b.scalar(0));
    Node between = b.multiply(inside, b.add(b.scale(1. / 6, inside), b.scalar(.5)));
    return b.where(isBelow, between, x);
  }

  /** Flat at the limits themselves. */
  static Node hardSigmoid(GraphBuilder b, Node x, double alpha, double beta) {
    Node z = b.add(b.scale(alpha, x), b.scalar(beta));
    Node inside = b.where(positive(b, z), z, b.scalar(0));
    Node isNumber = b.binary(BinaryFunction.EQUAL, x, x);
    Node y = b.where(b.binary(BinaryFunction.GREATER, b.scalar(1), z), inside, b.scalar(1));
    return b.where(isNumber, y, x);
  }

  private static Node positive(GraphBuilder b, Node x) {
    return b.binary(BinaryFunction.GREATER, x, b.scalar(0));
  }
}
