package io.basinwatch.engine.onnx.operators;

import java.util.List;

/** A graph within a node, which the node writes out as often as it wants. */
@FunctionalInterface
public interface Body {
  /** The graph's outputs for one value for each of its inputs. */
  List<TensorOrSequence> apply(List<TensorOrSequence> operands);
}
