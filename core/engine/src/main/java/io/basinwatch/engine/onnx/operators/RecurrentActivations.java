package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation.BinaryFunction;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/** The functions that a recurrent layer names, with their numbers, and its clipping. */
final class RecurrentActivations {
  private static final String SUPPORTED =
      "Relu, Tanh, Sigmoid, Affine, LeakyRelu, ThresholdedRelu, ScaledTanh, HardSigmoid, Elu,"
          + " Softsign, Softplus";

  private final GraphBuilder b;
  private final double clip;
  private final Iterator<Float> alphas;
  private final Iterator<Float> betas;

  private RecurrentActivations(OperatorNode node) {
    this.b = node.builder();
    this.clip = node.real("clip", 0);
    this.alphas = node.reals("activation_alpha").orElse(List.of()).iterator();
    this.betas = node.reals("activation_beta").orElse(List.of()).iterator();
  }

  /**
   * @param defaults of one direction
   * @return the functions of all directions, one after the other
   */
  static List<UnaryOperator<Node>> of(OperatorNode node, int directions, List<String> defaults) {
    RecurrentActivations activations = new RecurrentActivations(node);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < directions; i++) {
      names.addAll(defaults);
    }
    List<UnaryOperator<Node>> functions = new ArrayList<>();
    node.texts("activations").orElse(names).forEach(name -> functions.add(activations.of(name)));
    if (functions.size() != names.size()) {
      throw new IllegalArgumentException(
          "%d activations, not %d".formatted(functions.size(), names.size()));
    }
    return functions;
  }

  private UnaryOperator<Node> of(String name) {
    UnaryOperator<Node> function = function(name);
    return clip > 0 ? x -> function.apply(clipped(x)) : function;
  }

  private UnaryOperator<Node> function(String name) {
    return switch (name) {
      case "Relu" -> x -> b.unary(UnaryFunction.RELU, x);
      case "Tanh" -> x -> b.unary(UnaryFunction.TANH, x);
      case "Sigmoid" -> x -> b.unary(UnaryFunction.SIGMOID, x);
      case "Softsign" -> x -> Activations.softsign(b, x);
      case "Softplus" -> x -> b.unary(UnaryFunction.SOFTPLUS, x);
      default -> withNumbers(name);
    };
  }

  private UnaryOperator<Node> withNumbers(String name) {
    switch (name) {
      case "Affine" -> {
        double alpha = next(alphas, 1);
        double beta = next(betas, 0);
        return x -> b.add(b.scale(alpha, x), b.scalar(beta));
      }
      case "LeakyRelu" -> {
        double alpha = next(alphas, .01f);
        return x -> Rectifiers.sloped(b, x, b.scalar(alpha));
      }
      case "ThresholdedRelu" -> {
        double alpha = next(alphas, 1);
        return x -> Rectifiers.thresholded(b, x, alpha);
      }
      case "ScaledTanh" -> {
        double alpha = next(alphas, 1);
        double beta = next(betas, 1);
        return x -> b.scale(alpha, b.unary(UnaryFunction.TANH, b.scale(beta, x)));
      }
      case "HardSigmoid" -> {
        double alpha = next(alphas, .2f);
        double beta = next(betas, .5f);
        return x -> Rectifiers.hardSigmoid(b, x, alpha, beta);
      }
      case "Elu" -> {
        double alpha = next(alphas, 1);
        return x -> Rectifiers.exponential(b, x, alpha, 1);
      }
      default ->
          throw new IllegalArgumentException(
              "activation '%s' is not supported; supported: %s".formatted(name, SUPPORTED));
    }
  }

  private static double next(Iterator<Float> numbers, double otherwise) {
    return numbers.hasNext() ? numbers.next() : otherwise;
  }

  private Node clipped(Node x) {
    Node low = b.scalar(-clip);
    Node high = b.scalar(clip);
    Node above = b.where(b.binary(BinaryFunction.GREATER, low, x), low, x);
    return b.where(b.binary(BinaryFunction.GREATER, above, high), high, above);
  }
}
