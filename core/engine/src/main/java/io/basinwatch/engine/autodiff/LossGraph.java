package io.basinwatch.engine.autodiff;

import io.basinwatch.engine.Loss;
import io.basinwatch.engine.graph.ElementType;
import io.basinwatch.engine.graph.Forward;
import io.basinwatch.engine.graph.GraphBuilder;
import io.basinwatch.engine.graph.Node;
import io.basinwatch.engine.graph.Operation;
import io.basinwatch.engine.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What can be asked of a loss, as nodes of one graph for one batch size. The nodes share whatever
 * they have in common; a program is compiled from any of them.
 *
 * <p>Inputs: the model's own by their names, {@link #TARGET} and {@link #TARGET_WEIGHT} where the
 * loss has them, {@link #SAMPLE_WEIGHT} and {@link #OUTPUT_COTANGENT}.
 */
public final class LossGraph {
  /** Class indices (batch, ...) INTEGER, or values (batch, ...). */
  public static final String TARGET = "target";

  /** (batch, ...): weight of each target within its sample, 0 for an ignored one. */
  public static final String TARGET_WEIGHT = "target-weight";

  /** (batch): 1/|B| for a sample of the minibatch B, 0 for padding. */
  public static final String SAMPLE_WEIGHT = "sample-weight";

  /** (batch, outputs): what {@link #inputGradient} multiplies the outputs with. */
  public static final String OUTPUT_COTANGENT = "output-cotangent";

  private final GraphBuilder builder;
  private final Forward forward;
  private final Node outputs;
  private final Node sampleLosses;
  private final Node meanLoss;
  private List<Node> gradients;
  private List<Node> hessianVectorProducts;

  private LossGraph(Forward forward, Loss loss, Map<String, Node> targets) {
    this.builder = forward.builder();
    this.forward = forward;
    this.outputs = builder.reshape(forward.output(), rows(forward.output()));
    this.sampleLosses =
        LossHeads.sampleLosses(
            builder, loss, forward.output(), targets.get(TARGET), targets.get(TARGET_WEIGHT));
    Node weight = builder.input(SAMPLE_WEIGHT, ElementType.REAL, sampleLosses.shape());
    this.meanLoss = builder.sumAll(builder.multiply(sampleLosses, weight));
  }

  /**
   * @param forward the model at a batch size
   * @param loss of a sample
   * @param targets input nodes {@link #TARGET} and {@link #TARGET_WEIGHT}, as far as there are any
   */
  public static LossGraph of(Forward forward, Loss loss, Map<String, Node> targets) {
    return new LossGraph(forward, loss, targets);
  }

  /** l_i(w): (batch). */
  public Node sampleLosses() {
    return sampleLosses;
  }

  /** sum_i weight_i l_i(w): a scalar. */
  public Node meanLoss() {
    return meanLoss;
  }

  /** The model's outputs: (batch, outputs). */
  public Node outputs() {
    return outputs;
  }

  /** The gradient of {@link #meanLoss}, one node for each parameter in the layout's order. */
  public synchronized List<Node> gradients() {
    if (gradients == null) {
      gradients = Gradients.of(builder, meanLoss, builder.scalar(1), forward.parameters());
    }
    return gradients;
  }

  /**
   * The product of the Hessian of {@link #meanLoss} with the vector in {@link
   * Operation.Parameter.Space#DIRECTION}: the gradient of (gradient . v), one node for each
   * parameter.
   */
  public synchronized List<Node> hessianVectorProducts() {
    if (hessianVectorProducts == null) {
      hessianVectorProducts =
          Gradients.of(builder, slope(), builder.scalar(1), forward.parameters());
    }
    return hessianVectorProducts;
  }

  /**
   * The gradient of sum_ic cotangent_ic output_ic with respect to the model's floating-point
   * inputs: (batch, inputs), one input after the other.
   */
  public synchronized Node inputGradient() {
    if (forward.realInputs().isEmpty()) {
      throw new IllegalStateException("the model has no floating-point input");
    }
    Node cotangent = builder.input(OUTPUT_COTANGENT, ElementType.REAL, outputs.shape());
    List<Node> parts =
        Gradients.of(builder, outputs, cotangent, forward.realInputs()).stream()
            .map(part -> builder.reshape(part, rows(part)))
            .toList();
    return builder.concat(parts, 1);
  }

  /** The derivative of the loss along v. */
  private Node slope() {
    List<Node> terms = new ArrayList<>();
    for (int i = 0; i < gradients().size(); i++) {
      Node parameter = forward.parameters().get(i);
      Operation.Parameter place = (Operation.Parameter) parameter.operation();
      Node v =
          builder.parameter(
              Operation.Parameter.Space.DIRECTION, place.name(), place.offset(), parameter.shape());
      terms.add(builder.sumAll(builder.multiply(gradients().get(i), v)));
    }
    return terms.stream().reduce(builder::add).orElseGet(() -> builder.scalar(0));
  }

  private static Shape rows(Node node) {
    int batch = node.shape().dimension(0);
    return Shape.of(batch, node.shape().elements() / batch);
  }
}
