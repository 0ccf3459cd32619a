package io.basinwatch.engine.onnx.operators;

import io.basinwatch.engine.graph.Node;
import java.util.List;

/**
 * A value of an ONNX graph.
 *
 * @param tensor null where it is a sequence
 * @param sequence its tensors, or null
 * @param truth whether the tensor is an ONNX BOOL, or each of the sequence
 */
public record TensorOrSequence(Node tensor, List<Node> sequence, boolean truth) {
  public static TensorOrSequence of(Node tensor) {
    return of(tensor, false);
  }

  public static TensorOrSequence of(Node tensor, boolean truth) {
    return new TensorOrSequence(tensor, null, truth);
  }

  public static TensorOrSequence of(List<Node> sequence) {
    return of(sequence, false);
  }

  static TensorOrSequence of(List<Node> sequence, boolean truth) {
    return new TensorOrSequence(null, List.copyOf(sequence), truth);
  }

  /** A tensor that it has to be. */
  Node requireTensor() {
    if (tensor == null) {
      throw new IllegalArgumentException("a sequence where a tensor is needed");
    }
    return tensor;
  }
}
