package io.basinwatch.engine.compile;

import io.basinwatch.engine.autodiff.LossGraph;
import io.basinwatch.engine.graph.Node;
import java.util.List;

/** What a {@code CompiledLoss} is asked for; each is a program of its own. */
enum ProgramKind {
  /** The losses of the samples: (batch). */
  LOSSES,
  /** The losses of the samples, and into the result vector the gradient of their weighted sum. */
  GRADIENT,
  /** Into the result vector the product of that sum's Hessian with the direction. */
  HESSIAN_VECTOR_PRODUCT,
  /** The model's outputs: (batch, outputs). */
  OUTPUTS,
  /** (batch, inputs), from a cotangent of the outputs. */
  INPUT_GRADIENT;

  /** Nodes whose values the caller reads. */
  List<Node> outputs(LossGraph graph) {
    return switch (this) {
      case LOSSES, GRADIENT -> List.of(graph.sampleLosses());
      case HESSIAN_VECTOR_PRODUCT -> List.of();
      case OUTPUTS -> List.of(graph.outputs());
      case INPUT_GRADIENT -> List.of(graph.inputGradient());
    };
  }

  /** Nodes that go to the result vector, one for each parameter. */
  List<Node> results(LossGraph graph) {
    return switch (this) {
      case GRADIENT -> graph.gradients();
      case HESSIAN_VECTOR_PRODUCT -> graph.hessianVectorProducts();
      default -> List.of();
    };
  }
}
